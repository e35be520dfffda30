"""The model's window: what of a conversation it is shown for one turn, counted exactly.

Everything since the last summary is shown in full, each message and each turn of the bot whole. When that no longer
fits, the oldest part is summarised, once, until `keep` tokens remain; the summary then stands before the rest, turn
after turn, so that a request begins as the one before it did and the service's prompt cache can help. Counts are kept
with the entries, so that a turn costs the same in a long conversation as in a short one.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.choosing import Chooser, Chosen
from bot.core.compaction import Compactor, Summariser
from bot.core.messages import ImagePart, Message, SystemMessage, ToolMessage, ToolSpec, Usage, UserMessage
from bot.core.model_ports import Model, Tokens
from bot.core.ports import Transcript
from bot.core.records import Turn
from bot.core.shown import Shown, conversation
from bot.core.speech import HOW_TO_READ, shortened, spoken
from bot.core.values import Author, CommandInvoked

log = logging.getLogger(__name__)

_LONGEST_SUMMARY: Final = 1_000  # tokens, and at most an eighth of the window
_SUMMARY_PROMPT: Final = 500  # tokens that asking for a summary takes besides the messages, generously
_SHARE: Final = 0.75  # of the room, that the message to be answered may take where others were said before it
_LEAST: Final = 64  # tokens of it that are shown in any case


@dataclass(frozen=True, slots=True)
class Window:
    """What the model is shown. `tokens` is the whole prompt's exact count, template, tools and images included.

    `others` are the names of those who wrote some of it besides the asker, `tools` those whose results of earlier turns
    it holds.
    """

    messages: tuple[Message, ...]
    tokens: int
    entries: int  # messages shown in full, the one to be answered included
    since: float | None  # when the oldest of them was written
    summarised: int = 0  # older ones, shown as a summary
    notes: tuple[str, ...] = ()  # plain sentences about what was left out, and why
    usage: Usage = Usage()  # what summarising took
    others: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    oldest: str = ""  # the position of the oldest message before the question that is shown in full


@dataclass(frozen=True, slots=True)
class _Frame:
    """What is shown whatever was said before: the rules, the tools and the message to be answered."""

    system: str
    last: str
    images: tuple[ImagePart, ...]
    tokens: int
    notes: tuple[str, ...]


class WindowBuilder:
    """`model` makes the summaries."""

    def __init__(self, transcript: Transcript, tokens: Tokens, model: Model) -> None:
        self._transcript = transcript
        self._tokens = tokens
        self._model = model
        self._chooser = Chooser(transcript, tokens)

    async def build(
        self,
        turn: Turn,
        prompt: str,
        *,
        system: str,
        tools: Sequence[ToolSpec],
        budget: int,
        model: str,
        keep: int | None = None,
        images: tuple[ImagePart, ...] = (),
        files: Sequence[str] = (),
        effort: bool = False,
        alone: bool = False,
    ) -> Window:
        """The window for a turn: of at most `budget` tokens, besides those of `files` and `images`.

        `prompt` is what the turn's author asks; it comes last, under the author's name. `files` are texts that stand
        before all that was said, so that a request begins as the one before it did. Once something has to be
        summarised, at most `keep` tokens of messages remain in full (half of the budget by default). Where `model`
        fails at that, the window holds what fits, and a note says what it does not. `alone`: of what was said before
        nothing is shown. Raises `StoreFailed`.
        """
        budget += await self._tokens.prompt((UserMessage("", images),), ()) if images else 0
        frame = await self._frame(turn, prompt, f"{system}\n{HOW_TO_READ}", tools, budget, images, effort=effort)
        if alone:
            return self._window(turn, frame, Chosen(None, ()), Usage())
        longest = min(_LONGEST_SUMMARY, budget // 8)
        summariser = Summariser(self._model, model, longest)
        compactor = Compactor(
            self._tokens,
            summariser,
            lambda summary: self._transcript.summarise(turn.conversation, summary),
            chunk=max(budget - 2 * longest - _SUMMARY_PROMPT, _SUMMARY_PROMPT),
            longest=longest,
        )
        front = [Shown("", 0.0, text) for text in files]
        chosen = await self._chooser.choose(turn, budget - frame.tokens, keep or budget // 2, compactor, front=front)
        return self._window(turn, frame, chosen, summariser.usage)

    async def fixed(self, system: str, tools: Sequence[ToolSpec]) -> int:
        """Tokens that each request takes whatever was said: the system's message and the declarations of the tools."""
        rules = SystemMessage(f"{system}\n{HOW_TO_READ}")
        return await self._tokens.prompt((rules, UserMessage("")), tools)

    async def _frame(
        self,
        turn: Turn,
        prompt: str,
        system: str,
        tools: Sequence[ToolSpec],
        budget: int,
        images: tuple[ImagePart, ...],
        *,
        effort: bool,
    ) -> _Frame:
        fixed = await self._tokens.prompt((SystemMessage(system), UserMessage("", images)), tools, effort=effort)
        before = await self._transcript.newest(turn, after="", limit=1)
        room = max(int((budget - fixed) * (_SHARE if before else 1)), _LEAST)
        last, missing = await self._asked(turn, prompt, room)
        asked = (SystemMessage(system), UserMessage(last, images))
        tokens = await self._tokens.prompt(asked, tools, effort=effort)
        if tokens > budget:
            log.warning("The system message, the tools and the images alone take %s of %s tokens", fixed, budget)
        return _Frame(system, last, images, tokens, (_shortened_note(missing),) if missing else ())

    async def _asked(self, turn: Turn, prompt: str, room: int) -> tuple[str, int]:
        """The message to be answered, in at most `room` tokens, and how many of its characters are missing."""
        author, files, _ = _asker(turn)
        text = prompt
        while True:
            last = spoken(author, text, files)
            (count,) = await self._tokens.count([last])
            if count.alone <= room or len(text) < _LEAST:
                return last, max(len(prompt) - len(text), 0)
            text = shortened(prompt, int(len(text) * min(room / count.alone, 0.95) * 0.95))

    @staticmethod
    def _window(turn: Turn, frame: _Frame, chosen: Chosen, usage: Usage) -> Window:
        asker, _, at = _asker(turn)
        return Window(
            messages=conversation(frame.system, chosen.all, frame.last, frame.images),
            tokens=frame.tokens + chosen.tokens,
            entries=len(chosen.each) + 1,
            since=chosen.each[0].at if chosen.each else at,
            summarised=chosen.summary.entries if chosen.summary else 0,
            notes=(*frame.notes, *_left_out_note(chosen)),
            usage=usage,
            others=_others(chosen, asker),
            tools=_tools(chosen),
            oldest=chosen.each[0].position if chosen.each else "",
        )


def _others(chosen: Chosen, asker: Author) -> tuple[str, ...]:
    authors = (one.author for one in chosen.each if one.author is not None)
    return tuple(dict.fromkeys(author.name for author in authors if author.id != asker.id))


def _tools(chosen: Chosen) -> tuple[str, ...]:
    results = (each for one in chosen.each for each in one.messages if isinstance(each, ToolMessage))
    return tuple(dict.fromkeys(each.name for each in results))


def _asker(turn: Turn) -> tuple[Author, tuple[str, ...], float]:
    """Who asks, the names of the files that came with it, and when."""
    event = turn.event
    if isinstance(event, CommandInvoked):
        return event.author, (), event.at
    return event.said.author, tuple(file.name for file in event.said.attachments), event.said.at


def _shortened_note(missing: int) -> str:
    return f"your message was longer than I can read at once, so {missing:,} characters in its middle were left out"


def _left_out_note(chosen: Chosen) -> tuple[str, ...]:
    if not chosen.left_out:
        return ()
    number = f"{chosen.left_out:,} older message{'s were' if chosen.left_out > 1 else ' was'} left out"
    if chosen.failure is None:
        return (f"{number}, because the model's window is full",)
    return (f"{number}, because summarising failed: {chosen.failure.notice.split(';')[0].rstrip('.')}",)
