"""Every value looked for on the pages: what is not seen there is not certain, whatever the model says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.documents import Page
from bot.extraction.fields import Group, Leaf, Many, Node
from bot.extraction.findings import Finding, Found
from bot.extraction.matching import Readings, is_short, made_of, number_readings, readings, stands


def page_words(page: Page) -> str:
    """All that is written on a page, its header and footer with it."""
    return "\n\n".join(part.strip() for part in (page.header, page.text, page.footer) if part.strip())


class PageTexts:
    """The pages of one file, each prepared when it is first looked at."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self._texts = {page.number: words for page in pages if page.how is not None and (words := page_words(page))}
        self._readings: dict[int, Readings] = {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def __contains__(self, number: int | None) -> bool:
        return number in self._texts

    def where(self, words: Readings, first: int | None = None) -> Iterator[int]:
        """The pages on which they stand, that page before the others."""
        rest = (number for number in self._texts if number != first)
        for number in [*([first] if first in self._texts and first is not None else []), *rest]:
            if stands(words, self.readings(number)):
                yield number

    def readings(self, number: int) -> Readings:
        if number not in self._readings:
            self._readings[number] = readings(self._texts[number])
        return self._readings[number]


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a model says of a field, ready to be compared."""

    value: Readings
    quote: Readings
    quoted: bool
    page: int | None


def verified(node: Node, finding: Finding, pages: PageTexts) -> Finding:
    """The finding with each value's page as it was seen, and whether it was."""
    match node, finding:
        case Leaf(), Found(value=None):
            return Found()
        case Leaf(), Found():
            return _seen(node, finding, pages)
        case Group(fields), dict():
            return {name: verified(fields[name], each, pages) for name, each in finding.items()}
        case Many(item), list():
            return [verified(item, each, pages) for each in finding]
    raise TypeError("a finding of other fields cannot be verified")


def _seen(leaf: Leaf, found: Found, pages: PageTexts) -> Found:
    claim = _Claim(_readings(found.value), readings(found.quote), bool(found.quote), found.page)
    page = _derived(claim, pages) if leaf.derived else _verbatim(claim, pages)
    if page is not None and _allowed(leaf.schema, found.value):
        return replace(found, page=page, certain=True)
    quoted = next(pages.where(claim.quote, found.page), None) if claim.quoted else None
    return replace(found, page=quoted or (found.page if found.page in pages else None), certain=False)


def _readings(value: object) -> Readings:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return number_readings(value)
    return readings(str(value))


def _verbatim(claim: _Claim, pages: PageTexts) -> int | None:
    """The page on which the value stands; one with the words around it before one without."""
    if claim.quoted:
        for number in pages.where(claim.quote, claim.page):
            if stands(claim.value, pages.readings(number)) or made_of(claim.value, claim.quote):
                return number
    found = pages.where(claim.value, claim.page)
    if is_short(claim.value):  # a 2 stands nearly everywhere: only where it was said to be does it say anything
        return next((number for number in found if number == claim.page), None)
    return next(found, None)


def _derived(claim: _Claim, pages: PageTexts) -> int | None:
    """The page of the words from which the value was concluded."""
    told = claim.quoted and not is_short(claim.quote)
    quoted = next(pages.where(claim.quote, claim.page), None) if told else None
    return quoted or _verbatim(claim, pages)


def _allowed(schema: Mapping[str, object], value: object) -> bool:
    """Whether the value is of the type that was asked for, and one of the choices."""
    choices = schema.get("enum")
    if isinstance(choices, list) and value not in choices:
        return False
    match schema.get("type"):
        case "string":
            return isinstance(value, str)
        case "number" | "integer":
            whole = (
                schema["type"] == "number"
                or isinstance(value, int)
                or (isinstance(value, float) and value.is_integer())
            )
            return isinstance(value, int | float) and not isinstance(value, bool) and whole
        case "boolean":
            return isinstance(value, bool)
    return True
