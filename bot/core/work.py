"""One attempt at one turn: what is known of it so far, and what will be remembered of it."""

from dataclasses import dataclass, field, replace
from typing import Final

from bot.core.command import Again
from bot.core.deliver import Delivery
from bot.core.gathering import Gathered
from bot.core.messages import AssistantMessage, Choice, MadeFile, Usage
from bot.core.platform_ports import Outbox, Platform, Reply
from bot.core.records import (
    Entry,
    FileReceipt,
    ModelReplied,
    Receipt,
    Step,
    ToolFinished,
    ToolStarted,
    Turn,
    asker_of,
)
from bot.core.rounds import step_messages
from bot.core.spending import added, connectors_of, spent_on
from bot.core.values import Author, CommandInvoked
from bot.core.window import Window

_BROKEN_OFF: Final = "`{name}` was begun and broken off; it may have happened."
ITSELF: Final = Author("self", "me", "self")


@dataclass(slots=True)
class Work:
    """`began` is the monotonic time of the attempt's beginning."""

    turn: Turn
    platform: Platform
    outbox: Outbox
    reply: Reply
    delivery: Delivery
    began: float
    steps: list[Step]
    meant: Gathered | None = None  # the files that a command is about, where it has looked for them
    window: Window | None = None
    choice: Choice | None = None
    notes: list[str] = field(default_factory=list)
    files: list[FileReceipt] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sentences for the answer about what was not read
    warnings: list[str] = field(default_factory=list)  # other sentences that the asker is to be told
    estimate: float | None = None
    remembered: int = 0  # notes that the model was shown
    is_whole: bool = True  # False: an upload has failed that another attempt may carry out
    private: bool = False  # the answer is for the asker alone
    again: Again | None = None  # the earlier turn that is answered once more

    @property
    def author(self) -> Author:
        return asker_of(self.turn)

    @property
    def question(self) -> Turn:
        """The turn whose question is answered: this one, or the earlier one that is answered once more."""
        return self.again.turn if self.again else self.turn

    @property
    def made(self) -> tuple[MadeFile, ...]:
        """The files that the service has made for the answer."""
        replies = (step for step in self.steps if isinstance(step, ModelReplied))
        return tuple(made for reply in replies for made in reply.besides.made)

    @property
    def outcome(self) -> str:
        """What was done to the world, and who allowed it: a line for each call of a tool that changes it."""
        finished = {step.call.id: step for step in self.steps if isinstance(step, ToolFinished)}
        started = [step.call for step in self.steps if isinstance(step, ToolStarted) and step.changes]
        lines = [each.note for each in finished.values() if each.note]
        lines += [_BROKEN_OFF.format(name=call.name) for call in started if call.id not in finished]
        return "\n".join(f"_{line}_" for line in lines)

    def receipt(self, currency: str, now: float) -> Receipt:
        """What the answer was made from, and what it cost; `now` is the monotonic time."""
        replies = [step for step in self.steps if isinstance(step, ModelReplied)]
        own = self.choice if self.window is not None else None
        besides = self.window.usage if self.window is not None else Usage()
        spent = spent_on(self.steps, own, besides, currency)
        receipt = Receipt(
            usage=sum((each.usage for each in spent), start=Usage()),
            cost=added(*(each.cost for each in spent)) if spent else None,
            currency=currency,
            tools=tuple(step.call.name for step in self.steps if isinstance(step, ToolStarted)),
            sources=tuple(step.source for step in self.steps if isinstance(step, ToolFinished) and step.source),
            seconds=now - self.began,
            request_ids=tuple(reply.request_id for reply in replies if reply.request_id),
            notes=tuple(dict.fromkeys([*self.notes, *(note for each in replies for note in each.besides.notes)])),
            connectors=connectors_of(self.steps),
            files=tuple(self.files),
            remembered=self.remembered,
            pages_paid=sum(each.pages for each in spent),
            estimate=self.estimate,
            spent=spent,
        )
        if own is None or self.window is None:
            return receipt
        return replace(
            receipt,
            model=own.card.id,
            messages=self.window.entries,
            since=self.window.since,
            summarised=self.window.summarised,
        )

    def entry(self, text: str, at: float) -> Entry | None:
        """What the transcript keeps of the bot's turn; None where nothing was posted for all to see."""
        if not self.outbox.parts or self.reply.is_private:
            return None
        first = self.outbox.parts[0].message_id
        messages = step_messages(self.steps)
        if not messages or not isinstance(messages[-1], AssistantMessage):
            messages = (*messages, AssistantMessage(text))  # a command's answer, or one that was cut short
        event = self.turn.event
        files = event.attachments if isinstance(event, CommandInvoked) else ()  # which no message of a person holds
        return Entry(first.rjust(24, "0"), first, ITSELF, at, text, files, turn_id=self.turn.id, messages=messages)
