"""What answers where: an agent where one was chosen, the model itself everywhere else."""

import logging
from collections.abc import Mapping
from typing import Final

from bot.core.choices import AGENT, MODEL, Chosen
from bot.core.documents import OutFile
from bot.core.errors import NotAllowed, PlatformFailed
from bot.core.model_ports import Agents, Engine, Model
from bot.core.work import Work

log = logging.getLogger(__name__)
NONE: Final = "none"  # the model itself, where it was chosen over an agent


def agent_in(held: Mapping[str, Chosen]) -> str:
    """The name of the agent that holds, by `Choices.of`; empty where the model itself answers."""
    return held[AGENT].value.removeprefix(NONE)


class Engines:
    """`model` answers where no agent does."""

    def __init__(self, model: Model, agents: Agents) -> None:
        self._model = model
        self.agents = agents

    def over(self, model: Model) -> "Engines":
        """The same agents, with this model where none of them answers."""
        return Engines(model, self.agents)

    async def of(self, held: Mapping[str, Chosen], *, model: str = "") -> Engine:
        """What answers by what was chosen, or the model asked for. Raises `ModelFailed` if it cannot be used."""
        if not model and (agent := agent_in(held)):
            return await self.agents.engine(agent)
        return self.plain(held, model)

    def plain(self, held: Mapping[str, Chosen], model: str = "") -> Engine:
        """The model that was chosen, or the one asked for, whatever agent answers elsewhere."""
        return Engine(self._model, model or held[MODEL].value)

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
