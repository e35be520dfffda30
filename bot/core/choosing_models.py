"""`/model`: which model answers here, which there are, and choosing another one."""

import difflib
from collections.abc import Sequence
from typing import Final

from bot.core.access import Access
from bot.core.choices import MODEL, Choices, Chosen, Scope
from bot.core.command import CommandContext
from bot.core.engines import agent_in
from bot.core.errors import CommandRejected, ModelRefused
from bot.core.messages import ModelCard
from bot.core.model_ports import ListedModels
from bot.core.parameters import fitting
from bot.core.receipt import money

DEFAULT: Final = "default"
FOR: Final = {
    "conversation": "chosen for this conversation",
    "me": "chosen by you, for all you ask",
    "channel": "chosen for this channel",
    "workspace": "chosen for this workspace",
    "default": "as everywhere",
}
_ADMINS: Final = "Only an admin can choose the model of a {scope}; choose one for yourself with `scope=me`."
_NEEDED: Final = frozenset({"chat", "tools"})
_NEAR: Final = 0.4


class ModelChoosing:
    """Prices are shown in `currency`."""

    def __init__(self, models: ListedModels, choices: Choices, access: Access, currency: str) -> None:
        self._models = models
        self._choices = choices
        self._access = access
        self._currency = currency

    async def __call__(self, context: CommandContext, name: str, scope: Scope | None) -> str:
        """What there is to say. Raises `CommandRejected` for a name that is none, or a choice that is not theirs."""
        if not name:
            return await self._shown(context)
        scope = scope or ("conversation" if context.conversation.thread else "me")
        if scope in {"channel", "workspace"} and not await self._access.is_admin(context.author, context.address):
            raise CommandRejected(_ADMINS.format(scope=scope))
        name = name.strip().lower()
        card = None if name == DEFAULT else self._found(name)
        await self._choices.choose(scope, context.conversation, context.author, MODEL, name if card else "")
        where = {"conversation": "here", "me": "to all you ask", "channel": "in this channel"}
        place = where.get(scope, "in this workspace")
        if card is None:
            return f"The choice is taken back. {await self._holds(context)}"
        aside = "" if (await self._held(context)).value == name else f" {await self._holds(context)}"
        return f"From now on {self._line(card)} answers {place}.{aside}"

    async def suggested(self, typed: str) -> Sequence[str]:
        """As `parameters.Suggest`."""
        return fitting(typed, [name for card in self._offered() for name in (card.id, *card.aliases)])

    async def _shown(self, context: CommandContext) -> str:
        lines = [f"- {self._line(card)}" for card in self._offered()]
        return "\n".join([await self._holds(context), "", "There are:", *lines])

    async def _holds(self, context: CommandContext) -> str:
        values = await self._choices.of(context.conversation, context.author)
        held, agent = values[MODEL], agent_in(values)
        name = self._models.choose(held.value, _NEEDED).card.id
        words = f"`{name}` answers here ({FOR[held.source]})."
        if agent:
            words += f" But the agent **{agent}** comes before it; `/agent none` lets the model answer itself."
        return words

    async def _held(self, context: CommandContext) -> Chosen:
        return (await self._choices.of(context.conversation, context.author))[MODEL]

    def _offered(self) -> Sequence[ModelCard]:
        """Those that can answer in a chat, and stay."""
        return [card for card in self._models.cards if card.capabilities >= _NEEDED and not card.deprecated]

    def _found(self, name: str) -> ModelCard:
        try:
            card = self._models.choose(name, frozenset()).card
        except ModelRefused as error:
            names = [each for card in self._offered() for each in (card.id, *card.aliases)]
            near = difflib.get_close_matches(name, names, n=3, cutoff=_NEAR)
            hint = f"did you mean {' or '.join(f'`{each}`' for each in near)}?" if near else "`/model` lists them."
            raise CommandRejected(f"There is no model `{name[:60]}`; {hint}") from error
        if not card.capabilities >= _NEEDED:
            raise CommandRejected(f"`{card.id}` cannot answer in a chat; `/model` lists those that can.")
        return card

    def _line(self, card: ModelCard) -> str:
        """`mistral-small-2603` (128,000 tokens; €0.09 in, €0.28 out for a million)."""
        price = card.price(self._currency)
        cost = "price not known"
        if price is not None:
            incoming, outgoing = (money(each, self._currency) for each in (price.prompt, price.completion))
            cost = f"{incoming} in, {outgoing} out for a million"
        return f"`{card.id}` ({card.context:,} tokens; {cost})"
