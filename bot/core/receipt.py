"""The read receipt: one line under an answer that says what it was made from and what it cost."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.messages import ConnectorUse
from bot.core.page_text import ranges
from bot.core.records import FileReceipt, Receipt

_DIGITS = 8  # below that, a sum is nothing
_SIGNS = {"EUR": "€", "USD": "$"}


def footer(receipt: Receipt, zone: ZoneInfo) -> str:
    """For example `Read 14 messages since 09:12 · used calculate · mistral-small-2603 · 1,203 tokens · €0.0002`."""
    facts = [_read(receipt, zone), _noted(receipt), *(_file(file) for file in receipt.files)]
    if receipt.tools:
        facts.append("used " + ", ".join(dict.fromkeys(receipt.tools)))
    files = {file.name for file in receipt.files}
    if sources := [each for each in dict.fromkeys(receipt.sources) if each not in files]:
        facts.append("with words of " + ", ".join(sources))
    facts += [_connector(use) for use in receipt.connectors]
    if receipt.model:
        facts.append(receipt.model)
    if tokens := receipt.usage.prompt_tokens + receipt.usage.completion_tokens:
        facts.append(f"{tokens:,} tokens")
    if receipt.pages_paid:
        facts.append(f"OCR of {_pages(receipt.pages_paid)}")
    if tokens or receipt.pages_paid or receipt.cost:
        facts.append(_cost(receipt))
    return " · ".join([fact for fact in facts if fact] + list(receipt.notes))


def read_receipt(receipt: Receipt, zone: ZoneInfo, *, requests: bool = False) -> str:
    """What an answer was made from, a line for each fact; with the ids of its `requests` for an admin."""
    tokens = f"{receipt.usage.prompt_tokens:,} read, {receipt.usage.completion_tokens:,} written"
    facts = [
        ("Conversation", _read(receipt, zone) or "nothing of it"),
        ("Memory", _noted(receipt)),
        *(("File", _file_whole(file)) for file in receipt.files),
        ("OCR", f"{_pages(receipt.pages_paid)} paid" if receipt.pages_paid else ""),
        ("Tools", ", ".join(_counted(receipt.tools))),
        ("Model", receipt.model or "none"),
        ("Tokens", tokens if receipt.usage.prompt_tokens or receipt.usage.completion_tokens else ""),
        ("Cost", _cost(receipt) if receipt.model or receipt.pages_paid or receipt.cost else ""),
        ("Time", f"{receipt.seconds:,.1f} s"),
        *(("Note", note) for note in receipt.notes),
        ("Requests", ", ".join(f"`{each}`" for each in receipt.request_ids) if requests else ""),
    ]
    return "\n".join(f"- **{name}**: {words}" for name, words in facts if words)


def _noted(receipt: Receipt) -> str:
    count = receipt.remembered
    return f"{count:,} note{'s' if count != 1 else ''}" if count else ""


def _counted(names: Sequence[str]) -> list[str]:
    """Each once, in order, with how often it was called."""
    return [f"{name} ({count} times)" if count > 1 else name for name, count in Counter(names).items()]


def _file_whole(file: FileReceipt) -> str:
    """As `_file`, with the pages that were not read."""
    told = [_file(file)]
    if file.unreadable:
        told.append(f"unreadable: {ranges(file.unreadable)}")
    if file.skipped:
        told.append(f"{_pages(file.skipped)} not asked for")
    return "; ".join(told)


def _pages(count: int) -> str:
    return f"{count:,} page{'s' if count != 1 else ''}"


def _file(file: FileReceipt) -> str:
    """For example `report.pdf: 19 of 21 pages read, 2 by vision`."""
    if file.pages == 1:
        return f"{file.name} could not be read" if file.unreadable else file.name
    words = f"{file.read + file.seen:,} of {file.pages:,} pages read"
    if not file.unreadable and not file.skipped:
        words = f"all {file.pages:,} pages read"
    parts = [words, *([f"{file.seen:,} by vision"] if file.seen else [])]
    parts += ["shown in excerpts"] if file.excerpts else []
    return f"{file.name}: {', '.join(parts)}"


def _connector(use: ConnectorUse) -> str:
    """For example `web_search ×2`."""
    return f"{use.name} ×{use.count}" + ("" if use.cost is not None else " (not in the cost)")


def _cost(receipt: Receipt) -> str:
    """The bill, beside what was said that it would be."""
    cost = "price not known" if receipt.cost is None else money(receipt.cost, receipt.currency)
    return cost if receipt.estimate is None else f"{cost} (estimated {money(receipt.estimate, receipt.currency)})"


def sign(currency: str) -> str:
    """What stands before an amount."""
    return _SIGNS.get(currency, currency + " ")


def money(amount: float, currency: str) -> str:
    """Small sums keep two significant digits: `€0.00021`, `€1.25`."""
    if amount == 0 or amount >= 1:
        return f"{sign(currency)}{amount:,.2f}"
    digits = 2
    while digits < _DIGITS and round(amount, digits) < 10 ** (1 - digits):
        digits += 1
    return f"{sign(currency)}{amount:.{digits}f}"


def _read(receipt: Receipt, zone: ZoneInfo) -> str:
    if not receipt.messages:
        return ""
    words = f"Read {receipt.messages:,} message{'s' if receipt.messages != 1 else ''}"
    if receipt.since is not None and receipt.messages > 1:
        words += f" since {_when(receipt.since, zone)}"
    if receipt.summarised:
        words += f" and a summary of {receipt.summarised:,} older ones"
    return words


def _when(at: float, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(at, zone).strftime("%d %b %H:%M").lstrip("0")
