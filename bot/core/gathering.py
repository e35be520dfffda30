"""Which files a turn is about: those that came with its message, and those sent before it in its thread.

Of the channel's talk before a thread begins, only what the question is likely to mean is read: what its asker has just
sent, and what it names.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.document_ports import Progress, Source
from bot.core.errors import PlatformFailed
from bot.core.platform_ports import Platform
from bot.core.ports import Transcript
from bot.core.records import SentFile, Turn, asker_of
from bot.core.speech import on_one_line
from bot.core.values import Attachment, CommandInvoked, Span

log = logging.getLogger(__name__)

EARLIER: Final = 50  # files of a conversation that are looked at, the newest
JUST: Final = 600.0  # seconds: a file sent so shortly before a question is what the question is about
LATELY: Final = 3_600.0  # seconds: how far back a command that came without a file may mean one
_LOOKED_THROUGH: Final = 50  # messages, for that
_SKEW: Final = 60.0  # seconds by which the platform's clock may be ahead of the one that a command was timed by


@dataclass(frozen=True, slots=True)
class Gathered:
    """`own` came with the turn's message, `earlier` with older ones, newest first; `left` are too many.

    `together` of the earlier ones came with one message, the newest of them.
    """

    own: tuple[Source, ...]
    earlier: tuple[Source, ...] = ()
    left: tuple[str, ...] = ()  # names
    together: int = 0

    @property
    def all(self) -> tuple[Source, ...]:
        return (*self.own, *self.earlier)


async def gathered(turn: Turn, platform: Platform, transcript: Transcript, *, most: int) -> Gathered:
    """At most `most` files, the question's own before the newest of the others; each upload once."""
    own = _sources(attachments_of(turn), turn, platform)
    seen = {source.key for source in own}
    found = await transcript.files(turn, limit=EARLIER)
    meant = [sent for sent in found if _is_meant(sent, turn)]
    each = _sources([sent.attachment for sent in meant], turn, platform)
    earlier = [source for source in each if source.key not in seen][: max(most - len(own), 0)]
    newest = {sent.attachment.id for sent in meant if sent.position == meant[0].position}
    kept, left = own[:most], own[most:]
    names = tuple(source.attachment.name for source in left)
    together = sum(source.attachment.id in newest for source in earlier)
    return Gathered(tuple(kept), tuple(earlier), names, together)


async def just_sent(turn: Turn, command: CommandInvoked, platform: Platform, progress: Progress) -> Gathered:
    """The files of the newest message with any, in the place where a command was typed.

    A channel that the bot only passes through is not remembered, so the platform is asked; none where it may not be.
    """
    span = Span(command.address, since=command.at - LATELY, until=command.at + _SKEW, last=_LOOKED_THROUGH)
    try:
        stretch = await platform.read(span, progress=progress)
    except PlatformFailed as error:
        log.info("The place of a command cannot be looked through for files: %s", error)
        return Gathered(())
    here = [each.said for each in stretch.heard if each.thread in {"", command.address.thread}]
    sent = [said for said in here if said.attachments]
    newest = max(sent, key=lambda said: said.position, default=None)
    return Gathered(tuple(_sources(newest.attachments, turn, platform)) if newest else ())


def attachments_of(turn: Turn) -> Sequence[Attachment]:
    event = turn.event
    return event.attachments if isinstance(event, CommandInvoked) else event.said.attachments


def _is_meant(sent: SentFile, turn: Turn) -> bool:
    event, root = turn.event, turn.conversation.thread
    if not root.replace(".", "").isdecimal() or sent.position >= root.rjust(24, "0"):
        return True  # sent in the conversation itself
    asker = asker_of(turn)
    if isinstance(event, CommandInvoked):
        asked, at = " ".join(value for _, value in event.arguments), event.at
    else:
        asked, at = event.said.text, event.said.at
    return sent.attachment.name.casefold() in asked.casefold() or (sent.author_id == asker.id and at - sent.at <= JUST)


def upload_key(platform: str, workspace: str, attachment_id: str) -> str:
    """The name under which an upload is known on the shelf."""
    return f"{platform}:{workspace}:{attachment_id}"


def _sources(attachments: Sequence[Attachment], turn: Turn, platform: Platform) -> list[Source]:
    """Each upload once, the first of it. Names are shown in many places, so they hold nothing that is not seen."""
    address = turn.event.address
    found: dict[str, Source] = {}
    for each in attachments:
        key = upload_key(address.platform, address.workspace, each.id)
        found.setdefault(key, Source(key, replace(each, name=on_one_line(each.name)), platform.fetch))
    return list(found.values())
