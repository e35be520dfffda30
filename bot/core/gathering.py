"""Which files a turn is about: those that came with its message, and those said before it in its thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.core.document_ports import Source
from bot.core.ports import Platform, Transcript
from bot.core.records import Turn
from bot.core.values import Attachment, CommandInvoked

EARLIER: Final = 50  # files of a conversation that are looked at, the newest


@dataclass(frozen=True, slots=True)
class Gathered:
    """`own` came with the turn's message, `earlier` with older ones, newest first; `left` are too many."""

    own: tuple[Source, ...]
    earlier: tuple[Source, ...] = ()
    left: tuple[str, ...] = ()  # names

    @property
    def all(self) -> tuple[Source, ...]:
        return (*self.own, *self.earlier)


async def gathered(turn: Turn, platform: Platform, transcript: Transcript, *, most: int) -> Gathered:
    """At most `most` files, the question's own before the newest of the others; each upload once."""
    own = _sources(attachments_of(turn), turn, platform)
    seen = {source.key for source in own}
    found = await transcript.files(turn, limit=EARLIER)
    earlier = [source for source in _sources(found, turn, platform) if source.key not in seen]
    kept, left = own[:most], own[most:]
    names = tuple(source.attachment.name for source in left)
    return Gathered(tuple(kept), tuple(earlier[: most - len(kept)]), names)


def attachments_of(turn: Turn) -> Sequence[Attachment]:
    event = turn.event
    return event.attachments if isinstance(event, CommandInvoked) else event.said.attachments


def _sources(attachments: Sequence[Attachment], turn: Turn, platform: Platform) -> list[Source]:
    """Each upload once, the first of it."""
    address = turn.event.address
    found: dict[str, Source] = {}
    for each in attachments:
        key = f"{address.platform}:{address.workspace}:{each.id}"
        found.setdefault(key, Source(key, each, platform.fetch))
    return list(found.values())
