"""Answering one turn: read, ask the model, deliver as it grows, and settle what was said and what it cost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.backfill import Backfill
from bot.core.command import Ask, Command, CommandContext, Commands
from bot.core.deliver import Delivery, joined
from bot.core.errors import BotError, Superseded
from bot.core.fitting import FittingModel
from bot.core.lifecycle import State
from bot.core.messages import AssistantMessage, Choice, ModelRequest
from bot.core.ports import Clock, Journal, Model, Models, Outbox, Platform, Reply
from bot.core.receipt import footer
from bot.core.records import Entry, ModelReplied, Receipt, Step, ToolStarted, Turn
from bot.core.stops import Stops
from bot.core.tool import Tool, ToolContext
from bot.core.toolbox import Toolbox
from bot.core.turn import MAX_STEPS, step_messages, take_turn
from bot.core.values import Author, CommandInvoked
from bot.core.window import Window, WindowBuilder

log = logging.getLogger(__name__)

STOPPED: Final = "_Stopped._"
EMPTY: Final = "Mistral returned an empty answer; please put the question in other words."


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every answer. Tokens bound one request; `currency` is the one costs are shown in."""

    model: str
    system: str
    context_tokens: int = 24_000
    answer_tokens: int = 4_096
    tool_steps: int = MAX_STEPS
    currency: str = "EUR"
    zone: ZoneInfo = ZoneInfo("UTC")
    show_receipt: bool = True


@dataclass(slots=True)
class Work:
    """One attempt at one turn: what is known of it so far."""

    turn: Turn
    platform: Platform
    outbox: Outbox
    reply: Reply
    began: float
    steps: list[Step]
    delivery: Delivery
    window: Window | None = None
    choice: Choice | None = None
    notes: list[str] = field(default_factory=list)


class Answering:
    """Carries out turns; one call is one attempt at one turn, and it always ends in the journal or is begun again."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        journal: Journal,
        backfill: Backfill,
        windows: WindowBuilder,
        model: Model,
        models: Models,
        tools: Sequence[Tool],
        commands: Commands,
        stops: Stops,
        clock: Clock,
        rules: Rules,
    ) -> None:
        self._platforms = platforms
        self._journal = journal
        self._backfill = backfill
        self._windows = windows
        self._model = model
        self._models = models
        self._tools = tools
        self._commands = commands
        self._stops = stops
        self._clock = clock
        self._rules = rules

    async def __call__(self, turn_id: int) -> None:
        turn = await self._journal.begin(turn_id)
        if turn is None:
            return
        platform = self._platforms.get(turn.event.address.platform)
        if platform is None:
            log.warning("Turn %s waits: %s is not started", turn.id, turn.event.address.platform)
            return
        work = self._work(turn, platform)
        try:
            await self._attempt(work)
        except asyncio.CancelledError:
            if not self._stops.take(str(turn.conversation)):
                raise  # the process is going down; the journal keeps the turn for the next one
            if task := asyncio.current_task():
                task.uncancel()
            await self._end(work, State.STOPPED, joined(work.delivery.text, STOPPED))
        except Superseded as error:
            log.warning("Let go of turn %s: %s", turn.id, error)
        except BotError as error:
            log.warning("Turn %s of %s failed: %s", turn.id, turn.conversation, error)
            await self._fail(work, error)
        except Exception as error:  # a defect of ours must reach the person as a sentence and the operator as a trace
            log.exception("Turn %s of %s failed unexpectedly", turn.id, turn.conversation)
            await self._fail(work, BotError(str(error)))

    def _work(self, turn: Turn, platform: Platform) -> Work:
        outbox = self._journal.outbox(turn)
        command = self._command_of(turn)
        reply = platform.reply(turn.event, outbox, private=bool(command and command[0].private))
        before = ""
        for step in turn.steps:
            if isinstance(step, ModelReplied):
                before = joined(before, step.message.text)
        delivery = Delivery(reply, self._clock, before=before)
        return Work(turn, platform, outbox, reply, self._clock.monotonic(), list(turn.steps), delivery)

    def _command_of(self, turn: Turn) -> tuple[Command, dict[str, str]] | None:
        event = turn.event
        if isinstance(event, CommandInvoked):
            found = self._commands.by_name.get(event.name)
            return (found, dict(event.arguments)) if found else None
        return self._commands.written_in(event.said.text)

    async def _attempt(self, work: Work) -> None:
        event = work.turn.event
        command = self._command_of(work.turn)
        if command is None:
            prompt = event.name if isinstance(event, CommandInvoked) else event.said.text
        else:
            result = await command[0].run(self._context(work.turn), command[1])
            if not isinstance(result, Ask):
                await self._end(work, State.DONE, result)
                return
            prompt = result.prompt
        await self._converse(work, prompt)
        text = work.delivery.text.strip()
        if not text:
            raise BotError("the model's answer was empty", notice=EMPTY)
        await self._end(work, State.DONE, text)

    @staticmethod
    def _context(turn: Turn) -> CommandContext:
        event = turn.event
        if isinstance(event, CommandInvoked):
            return CommandContext(event.address, event.address, event.author, event.at)
        return CommandContext(event.address, turn.conversation, event.said.author, event.said.at)

    async def _converse(self, work: Work, prompt: str) -> None:
        """Read, ask, and show the answer as it grows; `work` then knows everything about it."""
        turn = work.turn
        notes, _ = await asyncio.gather(self._backfill(turn, work.platform), work.reply.status("reading the thread"))
        work.notes += notes
        toolbox = Toolbox(self._tools, self._tool_context(turn))
        work.choice = self._models.choose(self._rules.model, frozenset({"chat", "tools"}))
        card = work.choice.card
        room = min(card.context - self._rules.answer_tokens, self._rules.context_tokens)
        work.window = await self._windows.build(
            turn, prompt, system=self._rules.system, tools=toolbox.specs, budget=room, model=card.id
        )
        request = ModelRequest(
            model=card.id,
            messages=work.window.messages,
            tools=toolbox.specs,
            max_tokens=self._rules.answer_tokens,
            cache_key=str(turn.conversation),
            expected_tokens=work.window.tokens + self._rules.answer_tokens,
        )
        model = FittingModel(self._model, work.notes)
        events = take_turn(model, request, toolbox, recorded=turn.steps, max_steps=self._rules.tool_steps)

        async def record(step: Step) -> None:
            await self._journal.record(turn, step)
            work.steps.append(step)

        async with aclosing(events):
            await work.delivery.run(events, record)

    def _tool_context(self, turn: Turn) -> ToolContext:
        event = turn.event
        author = event.author if isinstance(event, CommandInvoked) else event.said.author
        return ToolContext(turn.conversation, author, self._clock.time())

    async def _end(self, work: Work, state: State, text: str) -> None:
        """Show the whole text, and settle the turn."""
        receipt = self._receipt(work)
        if state is State.DONE:
            await self._journal.move(work.turn, State.DELIVERING)
        line = footer(receipt, self._rules.zone) if self._rules.show_receipt else ""
        await work.reply.finish(text, footer=line)
        await self._journal.end(work.turn, state, receipt, self._entry(work, text))

    async def _fail(self, work: Work, error: BotError) -> None:
        text = work.delivery.text
        try:
            await work.reply.fail(text, error.notice)
        except BotError as second:
            log.warning("Could not tell the person about turn %s: %s", work.turn.id, second)
        said = self._entry(work, joined(text, error.notice))
        await self._journal.end(work.turn, State.FAILED, self._receipt(work), said)

    def _entry(self, work: Work, text: str) -> Entry | None:
        """What the transcript keeps of the bot's turn; None where nothing was posted for all to see."""
        if not work.outbox.parts:
            return None
        first = work.outbox.parts[0].message_id
        messages = step_messages(work.steps)
        if not messages or work.delivery.finish == "":
            messages = (*messages, AssistantMessage(text)) if not messages else messages
        me = Author("self", "me", "self")
        return Entry(first.rjust(24, "0"), first, me, self._clock.time(), text, turn_id=work.turn.id, messages=messages)

    def _receipt(self, work: Work) -> Receipt:
        replies = [step for step in work.steps if isinstance(step, ModelReplied)]
        receipt = Receipt(
            currency=self._rules.currency,
            tools=tuple(step.call.name for step in work.steps if isinstance(step, ToolStarted)),
            seconds=self._clock.monotonic() - work.began,
            request_ids=tuple(reply.request_id for reply in replies if reply.request_id),
            notes=tuple(work.notes),
        )
        if work.choice is None or work.window is None:
            return receipt
        usage = sum((reply.usage for reply in replies), start=receipt.usage)
        price = work.choice.card.price(self._rules.currency)
        return replace(
            receipt,
            model=work.choice.card.id,
            usage=usage,
            cost=None if price is None else price.of(usage),
            messages=work.window.entries,
            since=work.window.since,
            summarised=work.window.summarised,
        )
