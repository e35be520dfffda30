"""What `/memory` does: the notes about oneself and about the channel, told, added, changed and deleted."""

from collections.abc import Sequence
from typing import Final, Literal

from bot.core.command import CommandContext
from bot.core.errors import CommandRejected, ToolFailed
from bot.core.note_ports import About, Note, Subject
from bot.core.notebook import Notebook

Action = Literal["list", "add", "edit", "delete"]

OFF: Final = "I make no notes here (`NOTES` is off); those that were made can be listed and deleted."
_HOW: Final = (
    "`/memory add likes tea`, `/memory edit 2 likes coffee`, `/memory delete 2`; with `about=channel` the channel's."
)
_NONE: Final = "I have no notes about you, nor about this channel. Tell me to remember something, or write {how}"
_NO_NUMBER: Final = "Begin with the note's number, as `/memory list` shows it, for example `/memory {action} 2{rest}`."
_NOT_THERE: Final = "There is no note {number} about {whose} here; `/memory list` shows those there are."
_WHOSE: Final = {"me": "you", "channel": "this channel"}


class NoteAnswers:
    """Without `makes_notes`, notes are only shown and deleted."""

    def __init__(self, notebook: Notebook, *, makes_notes: bool) -> None:
        self._notebook = notebook
        self._makes_notes = makes_notes

    async def __call__(self, context: CommandContext, action: Action, text: str, *, about: About) -> str:
        """The answer, for the asker alone. Raises `CommandRejected`."""
        if action in {"add", "edit"} and not self._makes_notes:
            raise CommandRejected(OFF)
        try:
            match action:
                case "list":
                    return await self._list(context)
                case "add":
                    return await self._add(context, text, about)
                case "edit":
                    return await self._edit(context, text, about)
                case "delete":
                    return await self._delete(context, text, about)
        except ToolFailed as error:
            raise CommandRejected(str(error)) from error

    async def _list(self, context: CommandContext) -> str:
        notes = await self._notebook.all(context.author, context.address)
        channel = Subject.of("channel", context.author, context.address)
        mine = [note for note in notes if note.subject != channel]
        shared = [note for note in notes if note.subject == channel]
        parts = [*_listed("About you", mine), *_listed("About this channel", shared)]
        if not parts:
            return _NONE.format(how=_HOW)
        return "\n".join([*parts, "", _HOW])

    async def _add(self, context: CommandContext, text: str, about: About) -> str:
        author, address, source = context.author, context.address, context.message_id
        return f"{await self._notebook.remember(author, address, about, text, message_id=source)}"

    async def _edit(self, context: CommandContext, text: str, about: About) -> str:
        number, rest = _number(text, "edit", " the new text")
        if not await self._notebook.edit(context.author, context.address, about, number, rest):
            raise CommandRejected(_NOT_THERE.format(number=number, whose=_WHOSE[about]))
        return f"Note {number} about {_WHOSE[about]} now says: {rest}"

    async def _delete(self, context: CommandContext, text: str, about: About) -> str:
        everything = text.strip().lower() == "all"
        number = None if everything else _number(text, "delete", "")[0]
        gone = await self._notebook.delete(context.author, context.address, about, number)
        if everything:
            return f"Deleted {gone:,} note{'s' if gone != 1 else ''} about {_WHOSE[about]}."
        if not gone:
            raise CommandRejected(_NOT_THERE.format(number=number, whose=_WHOSE[about]))
        return f"Deleted note {number} about {_WHOSE[about]}."


def _listed(title: str, notes: Sequence[Note]) -> list[str]:
    if not notes:
        return []
    return [f"**{title}**", *(f"{note.number}. {note.text}{_only_here(note)}" for note in notes)]


def _only_here(note: Note) -> str:
    return " _(in this channel alone)_" if note.place and note.subject.key.startswith("person:") else ""


def _number(text: str, action: str, rest: str) -> tuple[int, str]:
    first, _, left = text.strip().partition(" ")
    digits = first.strip("#.:")
    if not (digits.isascii() and digits.isdigit()):
        raise CommandRejected(_NO_NUMBER.format(action=action, rest=rest))
    return int(digits[:9]), left.strip()
