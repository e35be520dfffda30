"""Answering one turn: read, ask the model, deliver as it grows, and settle what was said and what it cost."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Final

from bot.core.asking import Cancelled, PersonAsked, last_question
from bot.core.command import Again, Ask, CommandContext, Commands, Silence
from bot.core.confirming import Confirming
from bot.core.conversing import Conversing
from bot.core.deliver import Delivery, joined
from bot.core.errors import (
    BotError,
    CommandRejected,
    Gone,
    NotAllowed,
    PlatformFailed,
    StoreFailed,
    Superseded,
    TurnedAway,
)
from bot.core.floor import Ending, Floor, Holder
from bot.core.gate import Gate
from bot.core.guarded import Check, GuardedReply
from bot.core.lifecycle import State
from bot.core.material import Pointing
from bot.core.notebook import remembered
from bot.core.patience import Patience
from bot.core.platform_ports import Platform
from bot.core.ports import Clock, Journal
from bot.core.records import Answered, ModelReplied, Turn
from bot.core.retrying import headline
from bot.core.settling import Settler
from bot.core.turn_files import CommandFiles, Filing
from bot.core.turn_memory import checked
from bot.core.values import Answerable, CommandInvoked
from bot.core.work import Work

log = logging.getLogger(__name__)

LAST_WORDS: Final = {
    Ending.STOPPED: "_Stopped._",
    Ending.REPLACED: "_Stopped, for the next question._",
    Ending.MERGED: "_Answered with your next message._",
}
TOO_LATE: Final = "I could not answer this in time; if it still matters, please ask again."
EMPTY: Final = "Mistral returned an empty answer; please put the question in other words."
CUT: Final = {
    "length": "_The answer reached its longest length; ask me to go on._",
    "model_length": "_The model's window is full; ask me to go on in a new thread._",
    "steps": "_I stopped after as many tool calls as I may make; ask me to go on if something is missing._",
}


class Answering:
    """Carries out turns; one call is one attempt at one turn, and it always ends in the journal or is begun again.

    With a `check` nothing is shown that it refuses, and a turn that the database cuts off raises `StoreFailed`: another
    process may go on with it. A turn older than `answer_within` seconds is closed, unless a person was asked meanwhile.
    """

    def __init__(
        self,
        *,
        platforms: Mapping[str, Platform],
        journal: Journal,
        settler: Settler,
        converse: Conversing,
        filing: Filing,
        pointing: Callable[[Work], Pointing],
        commands: Commands,
        gate: Gate,
        confirming: Confirming,
        clock: Clock,
        answer_within: float,
        check: Check | None = None,
    ) -> None:
        self._platforms = platforms
        self._journal = journal
        self._settler = settler
        self._converse = converse
        self._filing = filing
        self._pointing = pointing
        self._commands = commands
        self._gate = gate
        self._confirming = confirming
        self._clock = clock
        self._answer_within = answer_within
        self._check = check

    async def __call__(self, turn_id: int, floor: Floor, patience: Patience) -> None:
        await patience.begin(turn_id)
        work = await self._begun(turn_id)
        while work is None and (earlier := floor.instead_of(turn_id)) is not None:
            work, turn_id = await self._begun(earlier), earlier
        if work is None:
            return
        turn = work.turn
        refusal = patience.take_refused(turn.id)
        command = self._commands.called_by(turn.event)
        aside = bool(refusal) or self._gate.denies(turn.event) or (command is not None and not command[0].queued)
        with floor.holding(turn, lambda: bool(work.delivery.text), aside=aside) as holder:
            try:
                if not floor.is_merged(turn):
                    await self._take_over(floor.answered_with(turn.id))
                    await self._attempt(work, holder, refusal)
            except asyncio.CancelledError:
                if holder.ending is None:
                    raise  # the process is going down; the journal keeps the turn for the next one
                if task := asyncio.current_task():
                    task.uncancel()
                await self._cut_short(work, holder.ending)
            except StoreFailed as error:
                await self._cut_off(work, error)
            except BotError as error:
                await self._failed(work, error)
            except Exception as error:  # a defect must reach the person as a sentence and the operator as a trace
                log.exception("Turn %s of %s failed unexpectedly", turn.id, turn.conversation)
                await self._settler.fail(work, BotError(str(error)))

    async def _take_over(self, turn_ids: Sequence[int]) -> None:
        """Settle earlier turns that are answered with this one."""
        for turn_id in turn_ids:
            if (earlier := await self._begun(turn_id)) is not None:
                await self._settler.drop(earlier, "answered with the next message")

    async def _begun(self, turn_id: int) -> Work | None:
        """The next attempt at a turn; None if there is nothing to do, or nothing can be done now."""
        try:
            turn = await self._journal.begin(turn_id)
        except StoreFailed as error:
            if self._check is not None:
                raise
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
        if ending is not Ending.MERGED or work.outbox.parts:  # a merged one is settled once the later one has begun
            words = _last_words(work, LAST_WORDS[ending])
            try:
                await self._settler.end(work, State.STOPPED, joined(work.delivery.text, words))
            except BotError as error:
                log.warning("Turn %s was stopped, and nothing could be said about it: %s", work.turn.id, error)
                await self._settler.drop(work, "stopped")

    async def _cut_off(self, work: Work, error: StoreFailed) -> None:
        if self._check is not None:
            raise error
        if isinstance(error, Superseded):
            log.warning("Let go of turn %s: %s", work.turn.id, error)
        else:
            await self._failed(work, error)

    async def _failed(self, work: Work, error: BotError) -> None:
        turn = work.turn
        if isinstance(error, TurnedAway) and error.quiet:
            await self._settler.drop(work, error.notice)
            return
        level = logging.DEBUG if isinstance(error, CommandRejected | TurnedAway) else logging.WARNING
        log.log(level, "Turn %s of %s failed: %s", turn.id, turn.conversation, error)
        passing = not isinstance(error, Gone | NotAllowed)  # what was said and read is known; it is yet to be shown
        if isinstance(error, PlatformFailed) and (work.delivery.finish or passing) and self._is_young(turn):
            log.warning("Turn %s is kept: its answer is known and will be shown when the platform takes it", turn.id)
            return
        await self._settler.fail(work, error)

    def _is_young(self, turn: Turn) -> bool:
        return self._age(turn) < self._answer_within

    def _age(self, turn: Turn) -> float:
        return self._clock.time() - turn.accepted_at

    def _work(self, turn: Turn, platform: Platform) -> Work:
        outbox = self._journal.outbox(turn)
        private = self._commands.is_private(turn.event)
        reply = platform.reply(turn.event, outbox, private=private)
        if self._check is not None:
            reply = GuardedReply(reply, self._check)
        before = ""
        for step in turn.steps:
            if isinstance(step, ModelReplied):
                before = joined(before, step.message.text)
        delivery = Delivery(reply, self._clock, before=before)
        began = self._clock.monotonic()
        return Work(turn, platform, outbox, reply, delivery, began, list(turn.steps), private=private)

    async def _attempt(self, work: Work, holder: Holder, refusal: str) -> None:
        if refusal:
            raise BotError("the queue is full", notice=refusal)
        if self._age(work.turn) > self._answer_within and last_question(work.turn.steps) is None:
            raise BotError("the turn is too old", notice=TOO_LATE)
        called = self._commands.called_by(work.turn.event)
        work.warnings += await self._gate(work.turn, called[0] if called else None)
        if words := _decided(work.turn):
            await work.reply.show(words)  # the buttons go, and the person sees that the press has arrived
        try:
            text = await self._answered(work, holder)
        except PersonAsked:
            await self._ask(work)
        except Cancelled as cancelled:
            await self._settler.end(work, State.STOPPED, joined(work.delivery.text, _last_words(work, str(cancelled))))
        else:
            if isinstance(text, Silence):
                await self._settler.drop(work, text.reason)
            else:
                await self._settler.end(work, State.DONE, text)

    async def _answered(self, work: Work, holder: Holder) -> str | Silence:
        """The whole answer, from a command or from the model."""
        if said := [step.text for step in work.turn.steps if isinstance(step, Answered)]:
            return said[-1]
        result = await self._result(work, work.turn.event)
        if isinstance(result, Silence):
            return result
        if isinstance(result, str):
            answered = Answered(_with_unread(joined(headline(work.again), result) if work.again else result, work))
            if work.is_whole:
                await self._journal.record(work.turn, answered)
                work.steps.append(answered)
            return answered.text
        if work.again:
            work.delivery.begin_with(headline(work.again))
        await self._converse(work, holder, result.prompt, alone=result.alone)
        if not (text := work.delivery.text.strip()):
            raise BotError("the model's answer was empty", notice=EMPTY)
        text = checked(work, text)
        for words in (CUT.get(work.delivery.finish, ""), work.outcome, *remembered(work.steps)):
            text = joined(text, words)
        return _with_unread(text, work)

    async def _result(self, work: Work, event: Answerable) -> str | Ask | Silence:
        """What the command that an event calls has to say, or what the model is to be asked."""
        called = self._commands.called_by(event)
        if called is None:
            if isinstance(event, CommandInvoked):
                raise CommandRejected(f"There is no command `/{event.name}` any more; `/help` lists those there are.")
            return Ask(event.said.text)
        command, values = called
        unasked = isinstance(event, CommandInvoked) and event.scheduled  # nobody waits for signs of life
        async with nullcontext() if unasked else work.delivery.showing():
            result = await command.run(self._context(work), values)
        if not isinstance(result, Again):
            return result
        work.again = result
        return await self._result(work, result.turn.event)

    def _context(self, work: Work) -> CommandContext:
        files, turn = CommandFiles(self._filing, work), work.turn
        confirm = self._confirming.of(turn, work.steps, self._filing.desk(work))
        event = turn.event
        if isinstance(event, CommandInvoked):
            where, by, at = event.address, event.author, event.at
            context = CommandContext(where, where, by, at, files, about=event.about, target=event.target)
        else:
            said = event.said
            context = CommandContext(event.address, turn.conversation, said.author, said.at, files, said.message_id)
        return replace(context, confirm=confirm, pointing=self._pointing(work))

    async def _ask(self, work: Work) -> None:
        """Put the question that was recorded, and let the turn wait for its answer."""
        question = last_question(work.steps)
        assert question is not None  # noqa: S101 - whoever asks records the question first
        asked, _ = question
        try:
            await work.reply.ask(asked.question, asked.options)
            await self._journal.move(work.turn, State.ASKING)
        except Superseded as error:
            log.warning("Let go of turn %s: %s", work.turn.id, error)
        except BotError as error:
            await self._failed(work, error)


def _decided(turn: Turn) -> str:
    """What a person has decided, while nothing has been done about it yet."""
    asked, decided = last_question(turn.steps) or (None, None)
    if asked is None or decided is None or turn.steps[-1] != decided:
        return ""
    label = next((each.label for each in asked.options if each.value.split(".")[2] == decided.value), decided.value)
    return f"_{label}{f' ({decided.text})' if decided.text else ''}: on it._"


def _last_words(work: Work, words: str) -> str:
    """What a turn that was ended has to say: what it has done by then, and why there is no more."""
    return joined(work.outcome, words)


def _with_unread(text: str, work: Work) -> str:
    """The answer, and below it what of its files was not read: nobody shall take a part for the whole."""
    return joined(text, "\n".join(f"_{sentence}_" for sentence in (*work.unread, *work.warnings)))
