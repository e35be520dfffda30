"""What the model is shown of a transcript's entries, and how many tokens each takes at its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Final

from bot.core.messages import AssistantMessage, ImagePart, Message, SystemMessage, ToolMessage, UserMessage
from bot.core.model_ports import Tokens
from bot.core.records import Count, Entry
from bot.core.speech import spoken
from bot.core.values import Author

INTERRUPTED: Final = "(I was interrupted here.)"
JOIN: Final = "\n\n"  # between the messages of several people, which make one message of the user's role


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry: a person's `line`, or the bot's whole turn in `messages`. `author` is whose words they are."""

    position: str
    at: float
    line: str = ""
    messages: tuple[Message, ...] = ()
    count: Count | None = None
    author: Author | None = None

    @property
    def is_line(self) -> bool:
        return not self.messages


def shown(entry: Entry) -> Shown | None:
    """An entry as the model sees it; None for a turn of the bot that left nothing to see."""
    if entry.author.kind != "self":
        line = spoken(entry.author, entry.text, entry.file_names)
        return Shown(entry.position, entry.at, line, count=entry.count, author=entry.author)
    messages = whole_turn(entry)
    return Shown(entry.position, entry.at, messages=messages, count=entry.count) if messages else None


def whole_turn(entry: Entry) -> tuple[Message, ...]:
    """The messages of a turn of the bot: each call with its result, and an answer at the end.

    Source of the rules: mistral-common, validator of message order.
    """
    kept: list[Message] = []
    results = {message.call_id: message for message in entry.messages if isinstance(message, ToolMessage)}
    for message in entry.messages:
        if not isinstance(message, AssistantMessage):
            continue
        if message.calls and all(call.id in results for call in message.calls):
            kept += [message, *(results.pop(call.id) for call in message.calls)]
        elif message.text.strip():
            kept.append(replace(message, calls=()))
    return _with_all_that_was_seen(kept, entry.text.strip())


def _with_all_that_was_seen(kept: list[Message], text: str) -> tuple[Message, ...]:
    """The messages, and at the end what people saw of the turn (`text`) and no message holds, as after a Stop."""
    said = JOIN.join(message.text for message in kept if isinstance(message, AssistantMessage) and message.text).strip()
    last = kept[-1] if kept else None
    if text.startswith(said):
        text = text[len(said) :].strip()
    elif isinstance(last, AssistantMessage) and _holds(text, last.text.strip()):
        text = ""
    if isinstance(last, AssistantMessage):
        return (*kept[:-1], replace(last, text=JOIN.join((last.text, text)))) if text else tuple(kept)
    text = text or (INTERRUPTED if kept else "")
    return (*kept, AssistantMessage(text)) if text else ()


def _holds(text: str, paragraphs: str) -> bool:
    """Whether they stand in the text as paragraphs of their own: "1" does not stand in "12 boats"."""
    return f"{JOIN}{paragraphs}{JOIN}" in f"{JOIN}{text}{JOIN}"


async def counted(tokens: Tokens, each: Sequence[Shown]) -> list[Shown]:
    """The same with the counts that are missing; a turn of the bot is counted with its template."""
    lines = [one for one in each if one.count is None and one.is_line]
    counts = dict(zip((one.position for one in lines), await tokens.count([one.line for one in lines]), strict=True))
    empty = await tokens.prompt((), ())
    for one in each:
        if one.count is None and one.messages:
            size = await tokens.prompt(one.messages, ()) - empty
            counts[one.position] = Count(size, size)
    return [replace(one, count=counts[one.position]) if one.count is None else one for one in each]


def cost(one: Shown, following: Shown | None, pair: int) -> int:
    """Tokens of an entry before another one. Without a following one it is joined to the message to be answered.

    `pair` is what the template puts around a message of the user's role.
    """
    assert one.count is not None  # noqa: S101 - `counted` came before
    if not one.is_line:
        return one.count.alone
    return one.count.followed if following is None or following.is_line else one.count.alone + pair


def costs(each: Sequence[Shown], pair: int) -> list[int]:
    """The cost of each, oldest first."""
    return [cost(one, following, pair) for one, following in zip(each, [*each, None][1:], strict=True)]


async def total(tokens: Tokens, each: Sequence[Shown], pair: int) -> int:
    """Tokens of all, exactly: turns of the bot that follow each other are counted as the template joins them."""
    tally = sum(costs(each, pair))
    if all(one.is_line or following.is_line for one, following in pairwise(each)):
        return tally
    empty = await tokens.prompt((), ())
    for is_line, run in groupby(each, key=lambda one: one.is_line):
        turns = list(run)
        if not is_line and len(turns) > 1:
            joined = await tokens.prompt([message for one in turns for message in one.messages], ())
            tally += joined - empty - sum(costs(turns, pair))
    return tally


def conversation(
    system: str, each: Iterable[Shown], last: str, images: tuple[ImagePart, ...] = ()
) -> tuple[Message, ...]:
    """The messages: the system's, what was said, and `last`, which is to be answered."""
    messages: list[Message] = [SystemMessage(system)]
    lines: list[str] = []
    for is_line, run in groupby(each, key=lambda one: one.is_line):
        if is_line:
            lines = [one.line for one in run]
            continue
        messages += [UserMessage(JOIN.join(lines))] if lines else []
        messages += [message for one in run for message in one.messages]
        lines = []
    return (*messages, UserMessage(JOIN.join([*lines, last]), images))
