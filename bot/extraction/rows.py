"""What was found in rows and columns: one row for each file, or one for each entry of its lists."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.extraction.fields import Group, Leaf, Many
from bot.extraction.findings import Finding, Found, Value

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One or several values in one place."""

    value: Value | None = None
    pages: tuple[int, ...] = ()
    certain: bool = False


Row = dict[Path, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` stand beside each other; `rows` have a cell for each."""

    columns: tuple[Path, ...]
    rows: list[Row] = field(default_factory=list)


def title(path: Path) -> str:
    return ".".join(path)


def flat(fields: Group, found: Finding) -> Table:
    """The fields that are in no list of groups: one row."""
    row = dict(_cells(fields, found))
    return Table(tuple(row), [row])


def listed(fields: Group, found: Finding) -> dict[Path, Table]:
    """The lists of groups, each as a table of its entries."""
    return {path: _entries(path, item, each) for path, item, each in _lists(fields, found)}


def _entries(path: Path, item: Group, found: Finding) -> Table:
    entries = found if isinstance(found, list) else []
    rows = [dict(_cells(item, entry, path, within=True)) for entry in entries]
    empty = _cells(item, {}, path, within=True)
    return Table(tuple(place for place, _ in empty), rows)


def _cells(group: Group, found: Finding, path: Path = (), *, within: bool = False) -> Iterator[tuple[Path, Cell]]:
    """`within` a list, further lists have no rows of their own."""
    given = found if isinstance(found, dict) else {}
    for name, inner in group.fields.items():
        each, place = given.get(name, Found()), (*path, name)
        match inner:
            case Group():
                yield from _cells(inner, each, place, within=within)
            case Leaf():
                yield place, _joined([each])
            case Many(Leaf()):
                yield place, _joined(each if isinstance(each, list) else [])
            case Many(item) if within or not isinstance(item, Group):
                yield place, _packed(each)


def _lists(group: Group, found: Finding, path: Path = ()) -> Iterator[tuple[Path, Group, Finding]]:
    given = found if isinstance(found, dict) else {}
    for name, inner in group.fields.items():
        each, place = given.get(name, {}), (*path, name)
        match inner:
            case Group():
                yield from _lists(inner, each, place)
            case Many(Group() as item):
                yield place, item, each


def _joined(finds: Sequence[Finding]) -> Cell:
    found = [each for each in finds if isinstance(each, Found) and each.value is not None]
    if len(found) == 1:
        page = found[0].page
        return Cell(found[0].value, () if page is None else (page,), found[0].certain)
    if not found:
        return Cell()
    pages = tuple(sorted({each.page for each in found if each.page is not None}))
    return Cell("; ".join(str(each.value) for each in found), pages, all(each.certain for each in found))


def _packed(finding: Finding) -> Cell:
    """A list that has no rows of its own, as JSON in one cell."""
    finds = list(all_found(finding))
    if not finds:
        return Cell()
    pages = tuple(sorted({each.page for each in finds if each.page is not None}))
    return Cell(json.dumps(values(finding), ensure_ascii=False), pages, all(each.certain for each in finds))


def all_found(finding: Finding) -> Iterator[Found]:
    """Every value there is."""
    if isinstance(finding, Found):
        if finding.value is not None:
            yield finding
        return
    for each in finding.values() if isinstance(finding, dict) else finding:
        yield from all_found(each)


def values(finding: Finding) -> object:
    """The values alone."""
    if isinstance(finding, Found):
        return finding.value
    if isinstance(finding, dict):
        return {name: values(each) for name, each in finding.items()}
    return [values(each) for each in finding]
