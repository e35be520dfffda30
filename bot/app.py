"""The composition root: settings become a running bot, on one page. Only this module knows every part."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.core.answer import Answering
from bot.core.approval import Approvals
from bot.core.backfill import Backfill, Readings
from bot.core.catchup import CatchUp
from bot.core.command import Again, CommandContext, Commands
from bot.core.conversing import Conversing
from bot.core.decisions import Decisions
from bot.core.dispatch import Dispatcher, Manners
from bot.core.engines import Engines
from bot.core.errors import BotError
from bot.core.guarded import Check
from bot.core.leases import Leases
from bot.core.model_ports import Model, Models
from bot.core.permission import Permissions
from bot.core.platform_ports import Platform
from bot.core.ports import Answers, Clock, Journal, Preferences, Transcript
from bot.core.records import Turn
from bot.core.retrying import Retrying
from bot.core.settling import Settler
from bot.core.ticking import Ticker
from bot.core.timetable import Timetable
from bot.core.tool import Tool
from bot.core.values import Address, Author
from bot.core.verbs import Verbs
from bot.core.window import WindowBuilder
from bot.engines import engines
from bot.filing import FilePorts, extraction, filing, opened_files
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import Mistral, open_http
from bot.mistral.tokens import TekkenTokens
from bot.queueing import lease_of, opened_line
from bot.running import Bot
from bot.settings import Settings
from bot.storing import is_shared, leases_of, open_database
from bot.summarising import digests, summaries
from bot.tooling import Tools, approval_rules, opened_tools
from bot.tools.reminding import Reminders
from bot.tools.saving import saved
from bot.wiring import mistral_config, platforms, rules
from commands import all_commands
from commands.stop import Stop

log = logging.getLogger(__name__)
REFRESH_EVERY: Final = 6 * 3600.0  # seconds


@dataclass(frozen=True, slots=True)
class Ports:
    """What the core is given of the world, each as its port: another one, or one around it, does as well."""

    platforms: Mapping[str, Platform]
    journal: Journal
    transcript: Transcript
    answers: Answers
    preferences: Preferences
    timetable: Timetable
    reminders: Reminders
    model: Model
    models: Models
    tools: Tools
    permissions: Permissions
    files: FilePorts
    engines: Engines


@asynccontextmanager
async def build(
    settings: Settings,
    *,
    clock: Clock | None = None,
    console: Platform | None = None,
    tools: Sequence[Tool] = (),
) -> AsyncIterator[Bot]:
    """Open everything that `settings` ask for, and close it when the block is left.

    With `console` given, it is the only platform; `tools` come besides the built-in ones. Raises `StoreFailed`.
    """
    clock = clock or SystemClock()
    async with opened(settings, clock, console, tools) as ports, assembled(settings, ports, clock) as bot:
        yield bot


@asynccontextmanager
async def opened(
    settings: Settings, clock: Clock, console: Platform | None = None, besides: Sequence[Tool] = ()
) -> AsyncIterator[Ports]:
    """The store, the client and the platforms, as `build` says."""
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_database(settings, clock))
        config = mistral_config(settings)
        http = await stack.enter_async_context(open_http(config))
        mistral = Mistral(http, config, clock)
        catalogue = Catalogue(base_url=settings.mistral_base_url)
        refresh = asyncio.create_task(keep_fresh(catalogue, mistral, clock))
        stack.callback(refresh.cancel)
        chosen = [console] if console else platforms(settings, clock, store.preferences)
        by_name = {platform.name: platform for platform in chosen}
        reminders = Reminders(store.timetable, by_name, clock, ZoneInfo(settings.time_zone))
        every_turns = [*besides, reminders.tool()]
        tools = await stack.enter_async_context(opened_tools(settings, store.results, every_turns))
        files = await stack.enter_async_context(
            opened_files(settings, store, http, config, clock, model=mistral, models=catalogue, tokens=TekkenTokens())
        )
        answering = engines(settings, http, config, clock, store.preferences, mistral)
        if answering.agents.names and answering.agents.missing:
            log.warning("%s", answering.agents.missing)
        kept = store.journal, store.transcript, store.answers, store.preferences, store.timetable, reminders
        permissions = Approvals(store.preferences, clock, approval_rules(settings))
        yield Ports(by_name, *kept, mistral, catalogue, tools, permissions, files, answering)


@asynccontextmanager
async def assembled(settings: Settings, ports: Ports, clock: Clock) -> AsyncIterator[Bot]:
    """The bot over these ports; its platforms are closed with it."""
    ports = replace(ports, engines=ports.engines.over(ports.model))
    async with AsyncExitStack() as stack:
        readings = Readings(clock.time())

        async def stop(conversation: Address, by: Author) -> bool:
            return await dispatcher.stop(conversation, by)

        def go_on(turn: Turn) -> None:
            dispatcher.queue(turn)

        commands = offered(settings, ports, stop, clock)
        lease, leases = lease_of(settings), leases_of(settings)
        answering = answers(settings, ports, commands, readings, clock, lease.check if lease else None)
        opening = opened_line(settings, answering, lease, platforms=ports.platforms, journal=ports.journal, clock=clock)
        line = await stack.enter_async_context(opening)
        dispatcher = Dispatcher(
            journal=ports.journal,
            transcript=ports.transcript,
            queue=line.queue,
            floor=line.floor,
            patience=line.patience,
            readings=readings,
            commands=commands,
            decisions=Decisions(ports.platforms, ports.journal, go_on),
            verbs=Verbs(ports.platforms, ports.answers, ZoneInfo(settings.time_zone)),
            manners=Manners(settings.follow_ups, settings.answer_bots, settings.bot_turns),
            ask_within=settings.ask_within_hours * 3_600,
            clock=clock,
        )
        catch_up = catching_up(settings, ports, dispatcher, clock, leases)
        well = (lambda: lease.is_held) if lease else (lambda: True)
        ticker = Ticker(
            ports.timetable, ports.transcript, dispatcher.accept, clock, run_late=settings.late_digests == "run"
        )
        bot = Bot(
            ports.platforms,
            catch_up,
            line.queue,
            commands,
            clock,
            leases,
            ticker=ticker,
            drain_seconds=settings.drain_seconds,
            receives=settings.role != "worker",
            well=well,
        )
        stack.push_async_callback(bot.close)
        yield bot


def offered(settings: Settings, ports: Ports, stop: Stop, clock: Clock) -> Commands:
    """Every command, over these ports."""
    summarise = summaries(settings, ports.platforms, ports.model, ports.models, ports.files.tokens)

    async def retry(context: CommandContext, model: str) -> Again:
        return await Retrying(ports.answers, commands)(context, model)

    async def is_admin(author: Author, address: Address) -> bool:
        return (await ports.platforms[address.platform].person(author, address)).admin

    commands = all_commands(
        settings.bot_name,
        engines=ports.engines,
        is_admin=is_admin,
        stop=stop,
        retry=retry,
        saved=partial(saved, ports.files.shelf),
        extract=extraction(
            settings, ports.files, preferences=ports.preferences, model=ports.model, models=ports.models
        ),
        summarise=summarise,
        digests=digests(settings, ports.timetable, summarise, ports.platforms, clock),
        reminders=ports.reminders,
    )
    return commands


def answers(
    settings: Settings, ports: Ports, commands: Commands, readings: Readings, clock: Clock, check: Check | None
) -> Answering:
    """What carries out turns."""
    zone = ZoneInfo(settings.time_zone)
    backfill = Backfill(ports.transcript, readings)
    filed = filing(
        settings,
        ports.files,
        backfill=backfill,
        journal=ports.journal,
        transcript=ports.transcript,
        preferences=ports.preferences,
        model=ports.model,
        models=ports.models,
        clock=clock,
    )
    converse = Conversing(
        journal=ports.journal,
        backfill=backfill,
        windows=WindowBuilder(ports.transcript, ports.files.tokens, ports.model),
        filing=filed,
        engines=ports.engines,
        models=ports.models,
        tools=ports.tools,
        permissions=ports.permissions,
        clock=clock,
        rules=rules(settings),
    )
    return Answering(
        platforms=ports.platforms,
        journal=ports.journal,
        settler=Settler(
            ports.journal,
            clock,
            zone=zone,
            currency=settings.currency,
            show_receipt=settings.show_receipt,
            buttons=settings.answer_buttons,
        ),
        converse=converse,
        filing=filed,
        commands=commands,
        clock=clock,
        answer_within=settings.answer_within_minutes * 60,
        check=check,
    )


def catching_up(settings: Settings, ports: Ports, dispatcher: Dispatcher, clock: Clock, leases: Leases) -> CatchUp:
    return CatchUp(
        platforms=ports.platforms,
        dispatcher=dispatcher,
        transcript=ports.transcript,
        preferences=ports.preferences,
        clock=clock,
        late=settings.answer_within_minutes * 60,
        leases=leases,
        shared=is_shared(settings),
    )


async def keep_fresh(catalogue: Catalogue, mistral: Mistral, clock: Clock) -> None:
    """Take the catalogue from the service at the start and every few hours; the built-in one serves meanwhile."""
    while True:
        try:
            catalogue.refresh(await mistral.cards())
        except BotError as error:
            log.warning("The list of models could not be read, the built-in one is used: %s", error)
        await clock.sleep(REFRESH_EVERY)
