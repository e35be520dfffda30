"""What answers where: an agent where one was chosen, the model itself everywhere else."""

import logging
from dataclasses import dataclass
from typing import Final, Literal

from bot.core.documents import OutFile
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.model_ports import Agents, Engine, Model
from bot.core.ports import Preferences
from bot.core.values import Address
from bot.core.work import Work

log = logging.getLogger(__name__)
NAME: Final = "agent"
NONE: Final = "none"  # the model itself, where it was chosen over an agent
Scope = Literal["thread", "channel"]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The name of an agent, or empty for the model itself, and where that was said."""

    name: str
    where: Literal["thread", "channel", "default"]


class Engines:
    """`model` answers under the name `model_name` where no agent does; `default` is the agent of all other places."""

    def __init__(
        self, model: Model, model_name: str, agents: Agents, preferences: Preferences, *, default: str = ""
    ) -> None:
        self._model = model
        self._model_name = model_name
        self.agents = agents
        self._preferences = preferences
        self._default = default

    def over(self, model: Model) -> "Engines":
        """The same choices, with this model where no agent answers."""
        return Engines(model, self._model_name, self.agents, self._preferences, default=self._default)

    async def of(self, conversation: Address, *, model: str = "", otherwise: str = "") -> Engine:
        """What answers there, or a model that was asked for. Raises `ModelFailed` if the agent cannot be used.

        `otherwise` is the model where no agent is chosen; empty for the operator's.
        """
        if model:
            return Engine(self._model, model)
        chosen = await self.chosen(conversation)
        return (
            await self.agents.engine(chosen.name) if chosen.name else Engine(self._model, otherwise or self._model_name)
        )

    async def chosen(self, conversation: Address) -> Chosen:
        """A thread's own choice stands above its channel's, and that above the operator's."""
        if name := await self._preferences.get(str(conversation), NAME):
            return Chosen(name.removeprefix(NONE), "thread")
        if name := await self._preferences.get(conversation.place, NAME):
            return Chosen(name.removeprefix(NONE), "channel")
        return Chosen(self._default, "default")

    async def choose(self, conversation: Address, name: str, scope: Scope) -> None:
        """Let an agent answer there, the model itself (`NONE`), or whatever is chosen elsewhere (empty)."""
        place = str(conversation) if scope == "thread" else conversation.place
        await self._preferences.set(place, NAME, name)

    async def upload_made(self, work: Work) -> None:
        """Upload what an agent has made for the answer, once each, whatever dies in between.

        What cannot be uploaded is said in the receipt. Raises `ModelFailed` if it cannot be fetched.
        """
        if work.made and not work.delivery.text.strip():
            work.delivery.begin_with("Here it is.")
        for made in work.made:
            try:
                await work.reply.attach(
                    OutFile(made.name, _type(made.name), await self.agents.content(made)), key=f"made:{made.id}"
                )
            except NotAllowed as error:
                work.notes.append(error.notice)
            except PlatformFailed as error:
                log.warning("Could not upload %s: %s", made.id, error)
                work.notes.append(f"{made.name} could not be uploaded")


def _type(name: str) -> str:
    import mimetypes

    return mimetypes.guess_type(name)[0] or "application/octet-stream"
