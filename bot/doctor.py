"""`python -m bot doctor`: whether the keys are good and everything is allowed that the bot has to do."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Final

from bot.clock import SystemClock
from bot.core.errors import BotError, SettingsInvalid, StoreFailed
from bot.core.findings import Finding, failed, wrong
from bot.core.ports import Clock
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import Mistral, open_http
from bot.settings import Settings
from bot.storing import database_path, is_shared, open_database
from bot.wiring import discord_config, mistral_config, slack_config

MISTRAL: Final = "Mistral"
DATABASE: Final = "Database"
_PATIENCE: Final = 5.0  # seconds for which a request is tried again
_NO_KEY: Final = "MISTRAL_API_KEY is missing; take a key from console.mistral.ai, under API keys."
_NO_PLATFORM: Final = "neither Slack's nor Discord's tokens are set; README says where to get them."
_NOBODY_WRONG: Final = "All is well: `python -m bot run`."
_WRONG: Final = "Mend what is marked with ✗, then ask again."


async def look_over(settings: Settings, write: Callable[[str], None]) -> int:
    """Say what is found, line by line; 1 if something has to be mended. Nothing is posted, nothing is paid for."""
    clock, is_well = SystemClock(), True
    async for finding in _found(settings, clock):
        write(f"{'✓' if finding.is_well else '✗'} {finding.where}: {finding.words}")
        is_well = is_well and finding.is_well
    write(_NOBODY_WRONG if is_well else _WRONG)
    return 0 if is_well else 1


async def _found(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    async for finding in _mistral(settings, clock):
        yield finding
    yield await _database(settings, clock)
    slack, discord = (each.get_secret_value() for each in (settings.slack_bot_token, settings.discord_token))
    if slack:
        from adapters.slack.examining import examined as slack_examined

        async for finding in slack_examined(slack_config(settings), clock):
            yield finding
    if discord:
        from adapters.discord.examining import examined as discord_examined

        async for finding in discord_examined(discord_config(settings), clock):
            yield finding
    if not slack and not discord:
        yield wrong("Platforms", _NO_PLATFORM)


async def _mistral(settings: Settings, clock: Clock) -> AsyncIterator[Finding]:
    """The key, and for each thing that is done with a model, which one does it."""
    if not settings.mistral_api_key.get_secret_value():
        yield wrong(MISTRAL, _NO_KEY)
        return
    config = replace(mistral_config(settings), retry_seconds=_PATIENCE)
    async with open_http(config) as http:
        try:
            cards = await Mistral(http, config, clock).cards()
        except BotError as error:
            yield failed(MISTRAL, error)
            return
    yield Finding(MISTRAL, f"the key is good, and {len(cards):,} models are served to it.")
    catalogue = Catalogue(cards, settings.mistral_base_url)
    for doing, name, need in _models(settings):
        yield _model(catalogue, doing, name, need)


def _models(settings: Settings) -> list[tuple[str, str, str]]:
    """What is done, with which model, and what that has to be able to do."""
    wanted = [
        ("answers", settings.mistral_model, "chat"),
        ("OCR", settings.ocr_model, "ocr"),
        ("voice clips", settings.transcription_model, "audio"),
        ("search", settings.embedding_model, "embeddings"),
    ]
    return [each for each in wanted if each[1]]


def _model(catalogue: Catalogue, doing: str, name: str, need: str) -> Finding:
    try:
        choice = catalogue.choose(name, frozenset({need}))
    except BotError as error:
        return wrong(MISTRAL, f"{doing}: {error.notice}")
    if choice.notice:
        return wrong(MISTRAL, f"{doing}: {choice.notice}")
    return Finding(MISTRAL, f"{doing} by {choice.card.id}.")


async def _database(settings: Settings, clock: Clock) -> Finding:
    """It is opened as at the start, migrations included, unless the bot that runs has it."""
    where = "the PostgreSQL of DATABASE_URL" if is_shared(settings) else str(database_path(settings))
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(open_database(settings, clock))
        except (StoreFailed, SettingsInvalid) as error:
            return wrong(DATABASE, str(error))
    return Finding(DATABASE, f"{where} can be used.")
