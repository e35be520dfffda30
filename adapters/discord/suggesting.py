"""What may be meant by what is being typed into an option (Discord: "Autocomplete").

Nothing of it is stored: it has to be there while somebody types, within three seconds, or it is of no use.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any, Final

from adapters.discord.commands import LONGEST_CHOICE, MOST_CHOICES, value_of
from adapters.discord.fields import Json, flag, obj, objs, text
from adapters.discord.parse_interaction import interaction_handle
from adapters.discord.viewpoint import Viewpoint
from adapters.discord.webhooks import Webhooks
from bot.core.errors import BotError, PlatformFailed
from bot.core.parameters import Parameter
from bot.core.ports import Clock

log = logging.getLogger(__name__)

SOON: Final = 2.0  # seconds that may be looked for suggestions


async def suggest(webhooks: Webhooks, data: Json, view: Viewpoint, clock: Clock) -> None:
    """Answer with suggestions, or with none where there are none in time."""
    to, chosen = interaction_handle(data, view), obj(data, "data")
    focused = next((each for each in objs(chosen, "options") if flag(each, "focused")), {})
    if to is None:
        return
    parameter = _parameter(view, text(chosen, "name"), text(focused, "name"))
    choices = await _choices(parameter, text(focused, "value"), clock) if parameter else []
    try:
        await webhooks.suggest(to, choices)
    except PlatformFailed as error:
        log.info("Interaction %s could not be given suggestions: %s", to.id, error)


def _parameter(view: Viewpoint, command: str, option: str) -> Parameter | None:
    """Options are declared in lower case."""
    found = view.commands.get(command)
    return next((each for each in found.parameters if each.name.lower() == option), None) if found else None


async def _choices(parameter: Parameter, typed: str, clock: Clock) -> list[dict[str, Any]]:
    """None where they do not come in time."""
    looking = asyncio.create_task(_found(parameter, typed))
    waiting = asyncio.create_task(clock.sleep(SOON))
    try:
        await asyncio.wait({looking, waiting}, return_when=asyncio.FIRST_COMPLETED)
        found = looking.result() if looking.done() else []
    finally:
        looking.cancel()
        waiting.cancel()
    fitting = [each for each in found if 0 < len(each) <= LONGEST_CHOICE][:MOST_CHOICES]
    return [{"name": each, "value": value_of(parameter, each)} for each in fitting]


async def _found(parameter: Parameter, typed: str) -> Sequence[str]:
    try:
        return await parameter.suggest(typed) if parameter.suggest else ()
    except BotError as error:
        log.info("No suggestions for %s: %s", parameter.name, error)
        return ()
