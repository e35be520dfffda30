"""Answering one turn: read, ask the model, deliver as it grows, and settle what was said and what it cost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from bot.core.backfill import Backfill
from bot.core.command import Ask, Command, CommandContext, Commands
from bot.core.deliver import Delivery, joined
from bot.core.errors import BotError, CommandRejected, Superseded
from bot.core.fitting import FittingModel
from bot.core.lifecycle import State
from bot.core.messages import ModelRequest
from bot.core.ports import Clock, Journal, Model, Models, Platform
from bot.core.receipt import footer
from bot.core.records import ModelReplied, Step, Turn
from bot.core.stops import Stops
from bot.core.tool import Tool, ToolContext
from bot.core.toolbox import Toolbox
from bot.core.turn import MAX_STEPS, take_turn
from bot.core.values import CommandInvoked
from bot.core.window import WindowBuilder
from bot.core.work import Work

log = logging.getLogger(__name__)

STOPPED: Final = "_Stopped._"
EMPTY: Final = "Mistral returned an empty answer; please put the question in other words."
CUT: Final = {
    "length": "_The answer reached its longest length; ask me to go on._",
    "model_length": "_The model's window is full; ask me to go on in a new thread._",
    "steps": "_I stopped after as many tool calls as I may make; ask me to go on if something is missing._",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every answer. Tokens bound one request; `currency` is the one costs are shown in."""

    model: str
    system: str
    context_tokens: int = 16_000
    answer_tokens: int = 4_096
    tool_steps: int = MAX_STEPS
    currency: str = "EUR"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    show_receipt: bool = True


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
            level = logging.DEBUG if isinstance(error, CommandRejected) else logging.WARNING
            log.log(level, "Turn %s of %s failed: %s", turn.id, turn.conversation, error)
            await self._fail(work, error)
        except Exception as error:  # a defect of ours must reach the person as a sentence and the operator as a trace
            log.exception("Turn %s of %s failed unexpectedly", turn.id, turn.conversation)
            await self._fail(work, BotError(str(error)))
        finally:
            self._stops.take(str(turn.conversation))  # a second Stop must not outlive the turn it meant

    def _work(self, turn: Turn, platform: Platform) -> Work:
        outbox = self._journal.outbox(turn)
        command = self._command_of(turn)
        reply = platform.reply(turn.event, outbox, private=bool(command and command[0].private))
        before = ""
        for step in turn.steps:
            if isinstance(step, ModelReplied):
                before = joined(before, step.message.text)
        delivery = Delivery(reply, self._clock, before=before)
        return Work(turn, platform, outbox, reply, delivery, self._clock.monotonic(), list(turn.steps))

    def _command_of(self, turn: Turn) -> tuple[Command, dict[str, str]] | None:
        event = turn.event
        if isinstance(event, CommandInvoked):
            if (found := self._commands.by_name.get(event.name)) is None:
                return None
            return found, dict(event.arguments)
        return self._commands.written_in(event.said.text)

    async def _attempt(self, work: Work) -> None:
        event = work.turn.event
        command = self._command_of(work.turn)
        if command is not None:
            result = await command[0].run(_context(work.turn), command[1])
            if not isinstance(result, Ask):
                await self._end(work, State.DONE, result)
                return
            prompt = result.prompt
        elif isinstance(event, CommandInvoked):
            raise CommandRejected(f"There is no command `/{event.name}` any more; `/help` lists those there are.")
        else:
            prompt = event.said.text
        await self._converse(work, prompt)
        if not (text := work.delivery.text.strip()):
            raise BotError("the model's answer was empty", notice=EMPTY)
        await self._end(work, State.DONE, joined(text, CUT.get(work.delivery.finish, "")))

    async def _converse(self, work: Work, prompt: str) -> None:
        """Read, ask, and show the answer as it grows; `work` then knows everything about it."""
        turn = work.turn
        toolbox = Toolbox(self._tools, ToolContext(turn.conversation, work.author, self._clock.time()))
        request = await self._request(work, prompt, toolbox)
        model = FittingModel(self._model, work.notes)
        events = take_turn(model, request, toolbox, recorded=turn.steps, max_steps=self._rules.tool_steps)

        async def record(step: Step) -> None:
            await self._journal.record(turn, step)
            work.steps.append(step)

        async with aclosing(events):
            await work.delivery.run(events, record)

    async def _request(self, work: Work, prompt: str, toolbox: Toolbox) -> ModelRequest:
        turn, rules = work.turn, self._rules
        notes, _ = await asyncio.gather(self._backfill(turn, work.platform), work.reply.status("reading the thread"))
        work.choice = self._models.choose(rules.model, frozenset({"chat", "tools"}))
        card = work.choice.card
        longest = min(rules.answer_tokens, card.context // 2)
        room = min(card.context - longest, rules.context_tokens)
        work.window = await self._windows.build(
            turn, prompt, system=rules.system, tools=toolbox.specs, budget=room, model=card.id
        )
        work.notes += [*notes, *work.window.notes, *_unread(turn)]
        return ModelRequest(
            model=card.id,
            messages=work.window.messages,
            tools=toolbox.specs,
            max_tokens=longest,
            cache_key=str(turn.conversation),
            expected_tokens=work.window.tokens + longest,
        )

    async def _end(self, work: Work, state: State, text: str) -> None:
        """Show the whole text, and settle the turn."""
        receipt = work.receipt(self._rules.currency, self._clock.monotonic())
        if state is State.DONE:
            await self._journal.move(work.turn, State.DELIVERING)
        line = footer(receipt, self._rules.zone) if self._rules.show_receipt else ""
        await work.reply.finish(text, footer=line)
        await self._journal.end(work.turn, state, receipt, work.entry(text, self._clock.time()))

    async def _fail(self, work: Work, error: BotError) -> None:
        text = work.delivery.text
        try:
            await work.reply.fail(text, error.notice)
        except BotError as second:
            log.warning("Could not tell the person about turn %s: %s", work.turn.id, second)
        receipt = work.receipt(self._rules.currency, self._clock.monotonic())
        said = work.entry(joined(text, error.notice), self._clock.time())
        await self._journal.end(work.turn, State.FAILED, receipt, said)


def _context(turn: Turn) -> CommandContext:
    event = turn.event
    if isinstance(event, CommandInvoked):
        return CommandContext(event.address, event.address, event.author, event.at)
    return CommandContext(event.address, turn.conversation, event.said.author, event.said.at)


def _unread(turn: Turn) -> list[str]:
    """Files cannot be read yet; each that came with the question is named."""
    if isinstance(turn.event, CommandInvoked) or not turn.event.said.attachments:
        return []
    return ["not read: " + ", ".join(file.name for file in turn.event.said.attachments)]
