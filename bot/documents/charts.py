"""What a chart or a diagram of an office document says, as text."""

from xml.etree.ElementTree import Element

from bot.documents import tables
from bot.documents.archive import Archive


def chart(root: Element) -> str:
    """The numbers behind a chart, as a table: a row for each category, a column for each series."""
    series = list(root.iter("{*}ser")) or [each for each in root.iter() if each.tag.endswith("}ser")]
    columns = [(_words(each, "tx"), _points(each, "cat", "xVal"), _points(each, "val", "yVal")) for each in series]
    if not columns:
        return ""
    labels = next((found for _, found, _ in columns if found), {})
    numbers = sorted({number for _, _, values in columns for number in values} | set(labels))
    rows = [[labels.get(number, ""), *(values.get(number, "") for _, _, values in columns)] for number in numbers]
    title = " ".join(_texts(root.find(".//{*}title")))
    return f"Chart: {title}\n\n".replace(": \n", ":\n") + tables.table([["", *(name for name, _, _ in columns)], *rows])


def _words(series: Element, part: str) -> str:
    return " ".join(each.text or "" for each in series.iterfind(f"{{*}}{part}//{{*}}v"))


def _points(series: Element, *parts: str) -> dict[int, str]:
    """By index, as the program that made the chart last drew it."""
    found: dict[int, str] = {}
    for part in parts:
        for point in series.iterfind(f"{{*}}{part}//{{*}}pt"):
            index = point.get("idx", "")
            if index.isdecimal():
                found[int(index)] = point.findtext("{*}v") or ""
    return found


def _texts(root: Element | None) -> list[str]:
    return [each.text for each in root.iterfind(".//{*}t") if each.text] if root is not None else []


def diagram(root: Element) -> str:
    """The words in a SmartArt drawing, as a list."""
    points = ("".join(_texts(point)) for point in root.iterfind(".//{*}pt"))
    return "\n".join(f"- {words}" for words in points if words.strip())


def drawn(archive: Archive, folder: str) -> list[str]:
    """All charts and diagrams of a document, where their places are not known."""
    found: list[str] = []
    for part in sorted(archive.names):
        if part.startswith(f"{folder}/charts/chart") and part.endswith(".xml"):
            root = archive.xml(part)
            found.append(chart(root) if root is not None else "")
        elif part.startswith(f"{folder}/diagrams/data") and part.endswith(".xml"):
            root = archive.xml(part)
            found.append("Diagram:\n\n" + listed if root is not None and (listed := diagram(root)) else "")
    return [each for each in found if each]
