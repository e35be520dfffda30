"""`/settings`: what holds here, and where each value comes from."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.core.choices import AGENT, MODEL, PERSONA, Choices
from bot.core.choosing_models import FOR
from bot.core.command import CommandContext
from bot.core.engines import agent_in
from bot.core.platform_ports import Platform

_SHOWN: Final = 80  # characters of a persona


class InForce:
    """`facts` are the operator's settings that people may know, in words; `zone` is the team's."""

    def __init__(
        self,
        choices: Choices,
        platforms: Mapping[str, Platform],
        facts: Sequence[tuple[str, str]],
        zone: str,
    ) -> None:
        self._choices = choices
        self._platforms = platforms
        self._facts = facts
        self._zone = zone

    async def __call__(self, context: CommandContext) -> str:
        """A table of names, values and where they come from."""
        held = await self._choices.of(context.conversation, context.author)
        persona = " ".join(held[PERSONA].value.split()).replace("|", "\\|")
        own = await self._own_zone(context)
        rows = [
            ("Model", f"`{held[MODEL].value}`", FOR[held[MODEL].source]),
            ("Agent", agent_in(held) or "none", FOR[held[AGENT].source]),
            ("Persona", _short(persona) or "none", FOR[held[PERSONA].source]),
            ("Time zone", own or self._zone, "yours" if own else FOR["default"]),
            *((name, value, FOR["default"]) for name, value in self._facts),
        ]
        lines = ["| Setting | Here | From |", "|---|---|---|"]
        lines += [f"| {name} | {value} | {source} |" for name, value, source in rows]
        return "\n".join([*lines, "", "`/model`, `/agent` and `/persona` change what they name."])

    async def _own_zone(self, context: CommandContext) -> str:
        platform = self._platforms.get(context.address.platform)
        return (await platform.person(context.author, context.address)).zone if platform else ""


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
