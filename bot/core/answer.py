"""Answering one turn: read, ask the model, deliver as it grows, and settle what was said and what it cost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final

from bot.core.backfill import Backfill
from bot.core.command import Ask, Command, CommandContext, Commands
from bot.core.deliver import Delivery, joined
from bot.core.errors import BotError, CommandRejected, PlatformFailed, StoreFailed, Superseded
from bot.core.fitting import FittingModel
from bot.core.floor import Ending, Floor, Holder
from bot.core.lifecycle import State
from bot.core.messages import ModelRequest
from bot.core.patience import Patience
from bot.core.ports import Clock, Journal, Model, Models, Platform
from bot.core.records import Interjected, ModelReplied, Receipt, Step, ToolFinished, Turn
from bot.core.settling import Settler
from bot.core.tool import Tool, ToolContext
from bot.core.toolbox import Toolbox
from bot.core.turn import MAX_STEPS, take_turn
from bot.core.values import CommandInvoked
from bot.core.window import WindowBuilder
from bot.core.work import Work

log = logging.getLogger(__name__)

LAST_WORDS: Final = {Ending.STOPPED: "_Stopped._", Ending.REPLACED: "_Stopped, for the next question._"}
TOO_LATE: Final = "I could not answer this in time; if it still matters, please ask again."
MAY_HAVE_HAPPENED: Final = "_{name} was begun before an interruption and may have happened; I did not repeat it._"
EMPTY: Final = "Mistral returned an empty answer; please put the question in other words."
CUT: Final = {
    "length": "_The answer reached its longest length; ask me to go on._",
    "model_length": "_The model's window is full; ask me to go on in a new thread._",
    "steps": "_I stopped after as many tool calls as I may make; ask me to go on if something is missing._",
}


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every answer. Tokens bound one request; a turn older than `answer_within` seconds is closed."""

    model: str
    system: str
    context_tokens: int = 16_000
    answer_tokens: int = 4_096
    tool_steps: int = MAX_STEPS
    answer_within: float = 3_600.0


class Answering:
    """Carries out turns; one call is one attempt at one turn, and it always ends in the journal or is begun again."""

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        journal: Journal,
        settler: Settler,
        backfill: Backfill,
        windows: WindowBuilder,
        model: Model,
        models: Models,
        tools: Sequence[Tool],
        commands: Commands,
        clock: Clock,
        rules: Rules,
    ) -> None:
        self._platforms = platforms
        self._journal = journal
        self._settler = settler
        self._backfill = backfill
        self._windows = windows
        self._model = model
        self._models = models
        self._tools = tools
        self._commands = commands
        self._clock = clock
        self._rules = rules

    async def __call__(self, turn_id: int, floor: Floor, patience: Patience) -> None:
        await patience.begin(turn_id)
        work = await self._begun(turn_id)
        if work is None:
            return
        turn = work.turn
        refusal = patience.take_refused(turn.id)
        command = self._command_of(turn)
        aside = bool(refusal) or (command is not None and not command[0].queued)
        with floor.holding(turn, lambda: bool(work.delivery.text), aside=aside) as holder:
            try:
                if floor.is_merged(turn) and not turn.parts:
                    await self._settler.drop(work, "answered with the next message")
                else:
                    await self._attempt(work, holder, refusal)
            except asyncio.CancelledError:
                if holder.ending is None:
                    raise  # the process is going down; the journal keeps the turn for the next one
                if task := asyncio.current_task():
                    task.uncancel()
                await self._cut_short(work, holder.ending)
            except Superseded as error:
                log.warning("Let go of turn %s: %s", turn.id, error)
            except BotError as error:
                await self._failed(work, error)
            except Exception as error:  # a defect must reach the person as a sentence and the operator as a trace
                log.exception("Turn %s of %s failed unexpectedly", turn.id, turn.conversation)
                await self._settler.fail(work, BotError(str(error)))

    async def _begun(self, turn_id: int) -> Work | None:
        """The next attempt at a turn; None if there is nothing to do, or nothing can be done now."""
        try:
            turn = await self._journal.begin(turn_id)
        except StoreFailed as error:
            log.error("Turn %s cannot begin and is tried again in a minute: %s", turn_id, error)  # noqa: TRY400 - a sentence for the operator; no line of ours is at fault
            return None
        if turn is None:
            return None
        platform = self._platforms.get(turn.event.address.platform)
        if platform is None:
            log.warning("Turn %s waits: %s is not started", turn.id, turn.event.address.platform)
            return None
        return self._work(turn, platform)

    async def _cut_short(self, work: Work, ending: Ending) -> None:
        if ending is Ending.MERGED and not work.outbox.parts:
            await self._settler.drop(work, "answered with the next message")
        else:
            words = LAST_WORDS.get(ending, LAST_WORDS[Ending.STOPPED])
            try:
                await self._settler.end(work, State.STOPPED, joined(work.delivery.text, words))
            except BotError as error:
                log.warning("Turn %s was stopped, and nothing could be said about it: %s", work.turn.id, error)
                await self._settler.drop(work, "stopped")

    async def _failed(self, work: Work, error: BotError) -> None:
        turn = work.turn
        level = logging.DEBUG if isinstance(error, CommandRejected) else logging.WARNING
        log.log(level, "Turn %s of %s failed: %s", turn.id, turn.conversation, error)
        if isinstance(error, PlatformFailed) and work.delivery.finish and self._age(turn) < self._rules.answer_within:
            log.warning("Turn %s is kept: its answer is known and will be shown when the platform takes it", turn.id)
            return
        await self._settler.fail(work, error)

    def _age(self, turn: Turn) -> float:
        return self._clock.time() - turn.accepted_at

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

    async def _attempt(self, work: Work, holder: Holder, refusal: str) -> None:
        event = work.turn.event
        if refusal:
            raise BotError("the queue is full", notice=refusal)
        if self._age(work.turn) > self._rules.answer_within:
            raise BotError("the turn is too old", notice=TOO_LATE)
        command = self._command_of(work.turn)
        if command is not None:
            result = await command[0].run(_context(work.turn), command[1])
            if not isinstance(result, Ask):
                await self._settler.end(work, State.DONE, result)
                return
            prompt = result.prompt
        elif isinstance(event, CommandInvoked):
            raise CommandRejected(f"There is no command `/{event.name}` any more; `/help` lists those there are.")
        else:
            prompt = event.said.text
        await self._converse(work, holder, prompt)
        if not (text := work.delivery.text.strip()):
            raise BotError("the model's answer was empty", notice=EMPTY)
        for words in (CUT.get(work.delivery.finish, ""), *_may_have_happened(work.steps)):
            text = joined(text, words)
        await self._settler.end(work, State.DONE, text)

    async def _converse(self, work: Work, holder: Holder, prompt: str) -> None:
        """Read, ask, and show the answer as it grows; `work` then knows everything about it."""
        turn = work.turn
        toolbox = Toolbox(self._tools, ToolContext(turn.conversation, work.author, self._clock.time()))
        request = await self._request(work, prompt, toolbox)
        model = FittingModel(self._model, work.notes)
        for step in turn.steps:
            await self._taken_up(step)
        events = take_turn(
            model,
            request,
            toolbox,
            recorded=turn.steps,
            max_steps=self._rules.tool_steps,
            joined=holder.joined,
        )

        async def record(step: Step) -> None:
            await self._journal.record(turn, step)
            work.steps.append(step)
            await self._taken_up(step)

        async with aclosing(events):
            await work.delivery.run(events, record)

    async def _taken_up(self, step: Step) -> None:
        """A message that has joined this turn needs none of its own."""
        if isinstance(step, Interjected) and (own := await self._journal.begin(step.turn_id)) is not None:
            await self._journal.end(own, State.STOPPED, Receipt(notes=("answered with an earlier message",)), None)

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


def _context(turn: Turn) -> CommandContext:
    event = turn.event
    if isinstance(event, CommandInvoked):
        return CommandContext(event.address, event.address, event.author, event.at)
    return CommandContext(event.address, turn.conversation, event.said.author, event.said.at)


def _may_have_happened(steps: Sequence[Step]) -> list[str]:
    """What the person has to be told of tools whose outcome nobody knows."""
    calls = [step.call for step in steps if isinstance(step, ToolFinished) and step.failed]
    unknown = {Toolbox.unknown_outcome(call.name) for call in calls}
    names = [s.call.name for s in steps if isinstance(s, ToolFinished) and s.failed and s.text in unknown]
    return [MAY_HAVE_HAPPENED.format(name=name) for name in dict.fromkeys(names)]


def _unread(turn: Turn) -> list[str]:
    """Files cannot be read yet; each that came with the question is named."""
    if isinstance(turn.event, CommandInvoked) or not turn.event.said.attachments:
        return []
    return ["not read: " + ", ".join(file.name for file in turn.event.said.attachments)]
