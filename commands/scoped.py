"""What the commands share that choose something for a conversation, a person, a channel or a workspace."""

from typing import Annotated, Literal, Protocol

from bot.core.choices import Scope
from bot.core.command import CommandContext

ScopeOption = Annotated[
    Literal["auto", "conversation", "me", "channel", "workspace"],
    "for what: this conversation, all you ask, or, for admins, the channel or the workspace",
]


class Choose(Protocol):
    async def __call__(self, context: CommandContext, name: str, scope: Scope | None, /) -> str:
        """What holds now."""
