"""Who may have what forgotten, and what they are told before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from bot.core.access import Access, AccessRules
from bot.core.command import CommandContext
from bot.core.errors import CommandRejected
from bot.core.forgetting import NOTHING, Conversation, Forgetting, OnePerson, Scope, SentDocument
from bot.core.values import Address, Author
from tests.core.fakes import ANA, BAO, HERE
from tests.core.file_fakes import FakeTurnFiles

ADMIN = Author("U9", "Admin")
PLAN = SentDocument(HERE.place, "2", "F2", "plan.pdf", BAO.id)
OLDER = SentDocument(HERE.place, "1", "F1", "notes.txt", ANA.id)


@dataclass
class FakeRemembered:
    counts: Mapping[str, int] = field(default_factory=lambda: {"messages": 1_234, "files": 1, "pages": 12})
    forgotten: list[Scope] = field(default_factory=list)

    async def count(self, scope: Scope) -> Mapping[str, int]:
        return self.counts

    async def forget(self, scope: Scope) -> Mapping[str, int]:
        self.forgotten.append(scope)
        return self.counts

    async def first_asker(self, conversation: Address) -> str | None:
        return ANA.id if conversation == HERE else None

    async def documents(self, conversation: Address) -> Sequence[SentDocument]:
        return [PLAN, OLDER] if conversation == HERE else []


@dataclass
class FakeAgents:
    forgotten: list[str] = field(default_factory=list)

    async def forget(self, conversation: str) -> bool:
        self.forgotten.append(conversation)
        return True


class Case:
    def __init__(self) -> None:
        self.remembered, self.agents, self.questions = FakeRemembered(), FakeAgents(), list[str]()
        access = Access({}, AccessRules(admins=frozenset({ADMIN.id})))
        self.forget = Forgetting(self.remembered, self.agents, access)  # type: ignore[arg-type]  # only `forget` of agents is used

    async def __call__(self, who: Author, what: str, name: str = "") -> str:
        async def confirm(question: str, yes: str) -> None:
            self.questions.append(f"{question} [{yes}]")

        context = CommandContext(HERE, HERE, who, 0.0, FakeTurnFiles(), confirm=confirm)
        return await self.forget(context, what, name)  # type: ignore[arg-type]  # one of three words


async def test_it_says_how_much_there_is_before_and_how_much_there_was_after() -> None:
    case = Case()

    told = await case(ANA, "conversation")

    assert told == "Deleted: 1,234 messages, 1 file and 12 pages."
    assert case.questions[0].startswith(
        "I would delete 1,234 messages, 1 file and 12 pages, for good. What was said stays"
    )
    assert case.questions[0].endswith("Shall I? [Delete]")


async def test_what_the_service_keeps_of_a_conversation_is_forgotten_too() -> None:
    case = Case()
    await case(ANA, "conversation")
    await case(ANA, "me")

    assert case.agents.forgotten == [str(HERE)]
    assert case.remembered.forgotten == [Conversation(HERE), OnePerson("slack", ANA.id)]


async def test_a_conversation_is_for_its_asker_and_for_admins() -> None:
    case = Case()
    await case(ADMIN, "conversation")

    with pytest.raises(CommandRejected, match="Only who began this conversation, or an admin"):
        await case(BAO, "conversation")
    assert len(case.remembered.forgotten) == 1


async def test_a_file_is_for_its_sender_and_for_admins_and_the_newest_if_none_is_named() -> None:
    case = Case()
    await case(BAO, "file")
    await case(ANA, "file", "Notes.TXT ")
    await case(ADMIN, "file", "plan.pdf")

    assert case.remembered.forgotten == [PLAN, OLDER, PLAN]
    with pytest.raises(CommandRejected, match="Only who sent the file"):
        await case(ANA, "file")
    with pytest.raises(CommandRejected, match="no such file here"):
        await case(ANA, "file", "other.pdf")


async def test_where_nothing_is_remembered_nobody_is_asked() -> None:
    case = Case()
    case.remembered.counts = {}

    assert await case(BAO, "me") == NOTHING
    assert case.questions == []
