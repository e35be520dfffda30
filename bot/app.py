"""The composition root: settings become a running bot, on one page. Only this module knows every part."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from bot.admitting import access_rules, gate_of
from bot.charting import charts
from bot.choosing import choices
from bot.clock import SystemClock
from bot.commanding import offered
from bot.core.access import Access
from bot.core.answer import Answering
from bot.core.approval import Approvals
from bot.core.backfill import Backfill, Readings
from bot.core.belonging import Belonging
from bot.core.catchup import CatchUp
from bot.core.command import Commands
from bot.core.confirming import Confirming
from bot.core.conversing import Conversing
from bot.core.decisions import Decisions
from bot.core.dispatch import Dispatcher, Manners
from bot.core.errors import BotError
from bot.core.gate import Gate
from bot.core.leases import Leases
from bot.core.platform_ports import Platform
from bot.core.pointing import TurnPointing
from bot.core.ports import Clock, Journal
from bot.core.records import Turn
from bot.core.settling import Settler
from bot.core.shards import shard_of
from bot.core.stopping import Stopping
from bot.core.ticking import Ticker
from bot.core.tool import Tool
from bot.core.turn_files import Filing
from bot.core.values import Address, Answerable, Author
from bot.core.verbs import Verbs
from bot.core.window import WindowBuilder
from bot.engines import engines
from bot.filing import filing, opened_files
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import Mistral, open_http
from bot.mistral.tokens import TekkenTokens
from bot.parts import Ports
from bot.queue.shared.lease import Lease
from bot.queueing import Line, lease_of, opened_line, preceding
from bot.remembering import opened_memory, turn_memory
from bot.running import Bot
from bot.settings import Settings
from bot.storing import is_shared, leases_of, open_database
from bot.tooling import approval_rules, opened_tools
from bot.tools.reminding import Reminders
from bot.wiring import mistral_config, platforms, rules

log = logging.getLogger(__name__)
REFRESH_EVERY: Final = 6 * 3600.0  # seconds


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
        config = mistral_config(settings, store.budget if is_shared(settings) else None)
        http = await stack.enter_async_context(open_http(config))
        mistral = Mistral(http, config, clock)
        catalogue = Catalogue(base_url=settings.mistral_base_url)
        refresh = asyncio.create_task(keep_fresh(catalogue, mistral, clock))
        stack.callback(refresh.cancel)
        chosen = [console] if console else platforms(settings, clock, store.preferences, leases_of(settings))
        by_name = {platform.name: platform for platform in chosen}
        reminders = Reminders(store.timetable, by_name, clock, ZoneInfo(settings.time_zone))
        every_turns = [*besides, reminders.tool()]
        tools, status = await stack.enter_async_context(opened_tools(settings, store.results, every_turns, clock))
        files = await stack.enter_async_context(
            opened_files(settings, store, http, config, clock, model=mistral, models=catalogue, tokens=TekkenTokens())
        )
        answering = engines(settings, http, config, clock, store.preferences, mistral)
        if answering.agents.names and answering.agents.missing:
            log.warning("%s", answering.agents.missing)
        kept = store.journal, store.transcript, store.answers, store.preferences, store.timetable, reminders
        permissions = Approvals(store.preferences, clock, approval_rules(settings))
        memory = await stack.enter_async_context(opened_memory(settings, store, files, by_name, catalogue, clock))
        more = store.ledger, charts(), store.remembered, memory
        yield Ports(by_name, *kept, mistral, catalogue, tools, status, permissions, files, answering, *more)


@asynccontextmanager
async def assembled(settings: Settings, ports: Ports, clock: Clock) -> AsyncIterator[Bot]:
    """The bot over these ports; its platforms are closed with it."""
    ports = replace(ports, engines=ports.engines.over(ports.model))
    async with AsyncExitStack() as stack:
        readings = Readings(clock.time(), shard_of(ports.platforms))
        access = Access(ports.platforms, access_rules(settings))
        gate = gate_of(settings, access, ports.ledger, ports.preferences, clock)

        async def stop(conversation: Address, by: Author) -> bool:
            return await stopping(conversation, by)

        commands = offered(settings, ports, access, clock, stop)
        lease, leases = lease_of(settings), leases_of(settings)
        answering = answers(settings, ports, commands, readings, gate, clock, lease=lease)
        opening = opened_line(settings, ports, answering, lease, is_private=commands.is_private, clock=clock)
        line = await stack.enter_async_context(opening)
        dispatcher, stopping = receiving(
            settings,
            ports,
            access,
            line=line,
            commands=commands,
            readings=readings,
            denies=gate.denies,
            clock=clock,
        )
        line.work(preceding(settings, ports, dispatcher, clock))
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


def receiving(
    settings: Settings,
    ports: Ports,
    access: Access,
    *,
    line: Line,
    commands: Commands,
    readings: Readings,
    denies: Callable[[Answerable], bool],
    clock: Clock,
) -> tuple[Dispatcher, Stopping]:
    """What takes in events, and what ends answers."""

    def go_on(turn: Turn) -> None:
        dispatcher.queue(turn)

    decisions = Decisions(ports.platforms, ports.journal, access, go_on)
    stopping = Stopping(
        platforms=ports.platforms,
        journal=ports.journal,
        transcript=ports.transcript,
        floor=line.floor,
        decisions=decisions,
        access=access,
    )
    messages = {name: platform.messages for name, platform in ports.platforms.items()}
    dispatcher = Dispatcher(
        journal=ports.journal,
        transcript=ports.transcript,
        belonging=Belonging(messages, ports.journal, ports.transcript),
        queue=line.queue,
        floor=line.floor,
        patience=line.patience,
        readings=readings,
        commands=commands,
        decisions=decisions,
        verbs=Verbs(ports.platforms, ports.answers, access, clock, ZoneInfo(settings.time_zone)),
        stopping=stopping,
        denies=denies,
        manners=Manners(settings.follow_ups, settings.answer_bots, settings.bot_turns),
        ask_within=settings.ask_within_hours * 3_600,
        clock=clock,
    )
    return dispatcher, stopping


def answers(
    settings: Settings,
    ports: Ports,
    commands: Commands,
    readings: Readings,
    gate: Gate,
    clock: Clock,
    *,
    lease: Lease | None,
) -> Answering:
    """What carries out turns."""
    backfill = Backfill(ports.transcript, readings)
    filed = filing(
        settings,
        ports.files,
        charts=ports.charts,
        backfill=backfill,
        journal=ports.journal,
        transcript=ports.transcript,
        preferences=ports.preferences,
        model=ports.model,
        models=ports.models,
        clock=clock,
    )
    return Answering(
        platforms=ports.platforms,
        journal=ports.journal,
        settler=settler(settings, ports.journal, clock),
        converse=conversing(settings, ports, backfill, filed, clock),
        filing=filed,
        pointing=partial(TurnPointing, ports.transcript, backfill),
        commands=commands,
        gate=gate,
        confirming=Confirming(clock, settings.ask_within_hours * 3_600),
        clock=clock,
        answer_within=settings.answer_within_minutes * 60,
        check=lease.check if lease else None,
    )


def conversing(settings: Settings, ports: Ports, backfill: Backfill, filed: Filing, clock: Clock) -> Conversing:
    """What lets the model answer."""
    return Conversing(
        journal=ports.journal,
        backfill=backfill,
        windows=WindowBuilder(ports.transcript, ports.files.tokens, ports.model),
        filing=filed,
        engines=ports.engines,
        choices=choices(settings, ports.preferences),
        memory=turn_memory(settings, ports.memory, ports.models),
        models=ports.models,
        tools=ports.tools,
        permissions=ports.permissions,
        clock=clock,
        rules=rules(settings),
    )


def settler(settings: Settings, journal: Journal, clock: Clock) -> Settler:
    return Settler(
        journal,
        clock,
        zone=ZoneInfo(settings.time_zone),
        currency=settings.currency,
        show_receipt=settings.show_receipt,
        buttons=settings.answer_buttons,
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
