"""A turn that the model answers: what was said and sent is read, and the answer is shown as it grows."""

from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from bot.core.backfill import Backfill
from bot.core.choices import PERSONA, Choices
from bot.core.enclosing import Enclosed
from bot.core.engines import Engines
from bot.core.fitting import FittingModel
from bot.core.floor import Holder
from bot.core.lifecycle import State
from bot.core.messages import ModelRequest
from bot.core.model_ports import Engine, Models
from bot.core.permission import Permissions
from bot.core.personas import with_persona
from bot.core.ports import Clock, Journal
from bot.core.records import Interjected, ModelReplied, Receipt, Step, asker_of
from bot.core.sources import shown_sources
from bot.core.tool import Offered, Tool, ToolContext
from bot.core.toolbox import Toolbox
from bot.core.turn import MAX_STEPS, take_turn
from bot.core.turn_files import Filing
from bot.core.turn_memory import TurnMemory
from bot.core.values import MessageReceived
from bot.core.window import WindowBuilder
from bot.core.work import Work

_SPOKEN: Final = "> **{name}**: {words}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for every answer. Tokens bound one request."""

    system: str
    context_tokens: int = 16_000
    answer_tokens: int = 4_096
    tool_steps: int = MAX_STEPS


class Conversing:
    """A turn has the `tools` as they are when it begins; one that is resumed waits for those that it may have had."""

    def __init__(
        self,
        *,
        journal: Journal,
        backfill: Backfill,
        windows: WindowBuilder,
        filing: Filing,
        engines: Engines,
        choices: Choices,
        memory: TurnMemory,
        models: Models,
        tools: Offered,
        permissions: Permissions,
        clock: Clock,
        rules: Rules,
    ) -> None:
        self._journal = journal
        self._backfill = backfill
        self._windows = windows
        self._filing = filing
        self._engines = engines
        self._choices = choices
        self._memory = memory
        self._models = models
        self._tools = tools
        self._permissions = permissions
        self._clock = clock
        self._rules = rules

    async def __call__(self, work: Work, holder: Holder, prompt: str, *, alone: bool = False) -> None:
        """Read, ask, and show the answer as it grows; `work` then knows everything about it.

        `alone`: the prompt says everything, and nothing else is read or done.
        """
        turn = work.turn
        async with work.delivery.showing():
            enclosed = Enclosed() if alone else await self._read(work, prompt)
            tools = [] if alone else await self._offered(work, enclosed)
            toolbox = Toolbox(tools, _tool_context(work, self._clock.time()))
            held = await self._choices.of(turn.conversation, work.author)
            asked = work.again.model if work.again else ""
            engine = self._engines.plain(held, asked) if alone else await self._engines.of(held, model=asked)
            system = with_persona(self._rules.system, held[PERSONA].value)
            spoken = _with_speech(prompt, enclosed)
            request = await self._request(work, engine, system, spoken, toolbox, enclosed, alone=alone)
            work.delivery.begin_with(_quoted(enclosed))
            fitting = FittingModel(engine.model, work.notes)
            for step in turn.steps:
                await self._taken_up(step)
            events = take_turn(
                fitting,
                request,
                toolbox,
                recorded=turn.steps,
                max_steps=self._rules.tool_steps,
                joined=holder.joined,
                permission=self._permissions.of(turn, work.steps),
                saw=self._saw(work, enclosed, toolbox),
            )
            async with aclosing(events):
                await work.delivery.run(events, lambda step: self._record(work, step))
            await self._engines.upload_made(work)

    @staticmethod
    def _saw(work: Work, enclosed: Enclosed, toolbox: Toolbox) -> tuple[str, ...]:
        if work.window is None:
            return ()
        question = asker_of(work.question)
        return shown_sources(work.window, enclosed, toolbox, asker=work.author, question=question)

    async def _offered(self, work: Work, enclosed: Enclosed) -> list[Tool]:
        """The tools of this turn; what is remembered of those who speak is enclosed as well."""
        if work.turn.steps:
            await self._tools.settled()
        memory = await self._memory.of(work)
        enclosed.lines += memory.lines
        return [*self._tools(), *memory.tools, *self._filing.tools(work, enclosed.files)]

    async def _read(self, work: Work, prompt: str) -> Enclosed:
        """What was said and sent before."""
        work.delivery.say("reading the thread")
        work.notes += await self._backfill(work.turn, work.platform)
        return await self._filing.enclosed(work, prompt)

    async def _record(self, work: Work, step: Step) -> None:
        if isinstance(step, ModelReplied) and work.window is not None:
            step = replace(step, shown_from=work.window.oldest)
        await self._journal.record(work.turn, step)
        work.steps.append(step)
        await self._taken_up(step)

    async def _taken_up(self, step: Step) -> None:
        """A message that has joined this turn needs none of its own."""
        if isinstance(step, Interjected) and (own := await self._journal.begin(step.turn_id)) is not None:
            await self._journal.end(own, State.STOPPED, Receipt(notes=("answered with an earlier message",)), None)

    async def _request(
        self,
        work: Work,
        engine: Engine,
        system: str,
        prompt: str,
        toolbox: Toolbox,
        enclosed: Enclosed,
        *,
        alone: bool,
    ) -> ModelRequest:
        turn, rules = work.turn, self._rules
        needs = frozenset({"chat", "tools", "vision"} if enclosed.images else {"chat", "tools"})
        work.choice = self._models.choose(engine.name, needs)
        card = work.choice.card
        longest = min(rules.answer_tokens, card.context // 2)
        fixed = await self._windows.fixed(system, toolbox.specs)
        room = min(card.context - longest, rules.context_tokens + fixed)
        work.window = await self._windows.build(
            work.question,
            prompt,
            system=system,
            tools=toolbox.specs,
            budget=room,
            model=card.id,
            images=tuple(enclosed.images),
            files=enclosed.lines,
            alone=alone,
        )
        work.notes += work.window.notes
        return ModelRequest(
            model=card.id,
            messages=work.window.messages,
            tools=toolbox.specs,
            max_tokens=longest,
            conversation=str(turn.conversation),
            expected_tokens=work.window.tokens + longest,
        )


def _tool_context(work: Work, now: float) -> ToolContext:
    event = work.question.event
    message_id = event.said.message_id if isinstance(event, MessageReceived) else ""
    return ToolContext(work.turn.conversation, work.author, now, message_id)


def _with_speech(prompt: str, enclosed: Enclosed) -> str:
    """What was said into a voice clip is what its sender asks."""
    return "\n".join([*([prompt] if prompt.strip() else []), *(words for _, words in enclosed.spoken)])


def _quoted(enclosed: Enclosed) -> str:
    """The transcripts of the question's voice clips, which the answer begins with."""
    return "\n\n".join(
        _SPOKEN.format(name=name, words=words.strip().replace("\n", "\n> ")) for name, words in enclosed.quoted
    )
