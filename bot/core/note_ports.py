"""Notes: what the bot was told to remember about a person or a channel, in a sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

from bot.core.values import Address, Author

About = Literal["me", "channel"]
LONGEST: Final = 300  # characters of a note


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom or what notes are about: a person within a workspace, or a channel."""

    key: str

    @classmethod
    def of(cls, about: About, author: Author, address: Address) -> "Subject":
        if about == "channel":
            return cls(f"channel:{address.place}")
        return cls(f"person:{address.platform}:{address.workspace}:{author.id}")


@dataclass(frozen=True, slots=True)
class Note:
    """`number` counts a subject's notes from 1. `place` is the only channel where it is used, or empty for all."""

    subject: Subject
    number: int
    text: str
    at: float
    place: str = ""


@dataclass(frozen=True, slots=True)
class NewNote:
    """`source` is the place and the id of the message that asked for it; what happens to that happens to the note."""

    subject: Subject
    text: str
    by: str  # the id of who asked for it
    place: str = ""
    source: tuple[str, str] = ("", "")


class NoteStore(Protocol):
    """Keeps notes. What is kept for one channel is never given out for another."""

    async def shown(self, subjects: Sequence[Subject], place: str) -> Sequence[Note]:
        """Those about these subjects that may be used in a channel, by number."""

    async def add(self, new: NewNote, *, most: int) -> tuple[Note, bool] | None:
        """Keep a note: itself, and whether it is new; None if the subject has `most` already.

        The same words about the same subject are one note.
        """

    async def edit(self, subject: Subject, number: int, text: str, place: str) -> bool:
        """False if there is no such note that may be used in that channel, or another one says the same."""

    async def delete(self, subject: Subject, place: str, number: int | None = None) -> int:
        """One, or all that may be used in that channel; how many."""
