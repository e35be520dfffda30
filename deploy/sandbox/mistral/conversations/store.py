"""Conversations as the service keeps them: each going on makes a new one, and the one before it stays as it was."""

import itertools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from deploy.sandbox.clock import Clock
from deploy.sandbox.mistral.agents.tools import AnyTool, CompletionArgs
from deploy.sandbox.mistral.conversations.entries import AnyEntry
from deploy.sandbox.mistral.conversations.times import stamp


@dataclass(frozen=True, slots=True)
class Setup:
    """What a conversation was started with: an agent in one of its versions, or a model with all it needs."""

    agent_id: str = ""
    agent_version: int | None = None
    model: str = ""
    instructions: str = ""
    tools: tuple[AnyTool, ...] = ()
    arguments: CompletionArgs = field(default_factory=CompletionArgs)


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    created_at: str
    setup: Setup
    entries: tuple[AnyEntry, ...] = ()

    def card(self) -> dict[str, Any]:
        """As the API shows it (Mistral OpenAPI: ModelConversation, AgentConversation)."""
        shown: dict[str, Any] = {"object": "conversation", "id": self.id, "created_at": self.created_at}
        shown |= {"updated_at": self.created_at, "name": None, "description": None, "metadata": None}
        setup = self.setup
        if setup.agent_id:
            return shown | {"agent_id": setup.agent_id, "agent_version": setup.agent_version}
        tools = [json.loads(tool.model_dump_json(by_alias=True)) for tool in setup.tools]
        return shown | {"model": setup.model, "instructions": setup.instructions or None, "tools": tools}


class ConversationStore:
    """`kept` by id."""

    def __init__(self, clock: Clock) -> None:
        self.kept: dict[str, Conversation] = {}
        self._clock = clock
        self._numbers = itertools.count(1)

    def identity(self, prefix: str) -> str:
        return f"{prefix}_{next(self._numbers):032x}"

    def signed(self, entries: Sequence[AnyEntry]) -> tuple[AnyEntry, ...]:
        """The entries with ids and times of the service's own."""
        now = stamp(self._clock.time())
        prefixes = {"message.input": "msg", "message.output": "msg", "function.call": "fc", "function.result": "fr"}
        return tuple(
            each.model_copy(
                update={
                    "id": self.identity(prefixes.get(each.type, "entry")),
                    "created_at": now,
                    "completed_at": now,
                }
            )
            for each in entries
        )

    def keep(self, setup: Setup, entries: Sequence[AnyEntry], identity: str) -> None:
        self.kept[identity] = Conversation(identity, stamp(self._clock.time()), setup, tuple(entries))

    def lose(self) -> None:
        """Forget every conversation, as the service may; the ids of new ones go on."""
        self.kept.clear()

    def before(self, conversation: Conversation, entry_id: str) -> Conversation | None:
        """The conversation up to an entry, that one included; None if it has no such entry."""
        ids = [each.id for each in conversation.entries]
        if entry_id not in ids:
            return None
        return replace(conversation, entries=conversation.entries[: ids.index(entry_id) + 1])
