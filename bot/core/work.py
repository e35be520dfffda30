"""One attempt at one turn: what is known of it so far, and what will be remembered of it."""

from dataclasses import dataclass, field, replace
from typing import Final

from bot.core.deliver import Delivery
from bot.core.messages import AssistantMessage, Choice, Usage
from bot.core.platform_ports import Outbox, Platform, Reply
from bot.core.records import Charged, Entry, FileReceipt, ModelReplied, Receipt, Step, ToolStarted, Turn, asker_of
from bot.core.turn import step_messages
from bot.core.values import Author, CommandInvoked
from bot.core.window import Window

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
    window: Window | None = None
    choice: Choice | None = None
    notes: list[str] = field(default_factory=list)
    files: list[FileReceipt] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)  # sentences for the answer about what was not read
    estimate: float | None = None
    is_whole: bool = True  # False: an upload has failed that another attempt may carry out

    @property
    def author(self) -> Author:
        return asker_of(self.turn)

    def receipt(self, currency: str, now: float) -> Receipt:
        """What the answer was made from, and what it cost; `now` is the monotonic time."""
        replies = [step for step in self.steps if isinstance(step, ModelReplied)]
        receipt = Receipt(
            currency=currency,
            tools=tuple(step.call.name for step in self.steps if isinstance(step, ToolStarted)),
            seconds=now - self.began,
            request_ids=tuple(reply.request_id for reply in replies if reply.request_id),
            notes=tuple(dict.fromkeys(self.notes)),
            files=tuple(self.files),
            estimate=self.estimate,
        )
        charged = [step for step in self.steps if isinstance(step, Charged)]
        if charged:
            receipt = replace(
                receipt,
                pages_paid=sum(step.charge.pages for step in charged),
                usage=sum((step.charge.usage for step in charged), start=Usage()),
                cost=added(*(step.cost for step in charged)),
            )
        if self.choice is None or self.window is None:
            return receipt
        usage = sum((reply.usage for reply in replies), start=Usage()) + self.window.usage
        price = self.choice.card.price(currency)
        own = None if price is None else price.of(usage)
        return replace(
            receipt,
            model=self.choice.card.id,
            usage=usage + receipt.usage,
            cost=added(own, receipt.cost) if charged else own,
            messages=self.window.entries,
            since=self.window.since,
            summarised=self.window.summarised,
        )

    def entry(self, text: str, at: float) -> Entry | None:
        """What the transcript keeps of the bot's turn; None where nothing was posted for all to see."""
        if not self.outbox.parts:
            return None
        first = self.outbox.parts[0].message_id
        messages = step_messages(self.steps)
        if not messages or not isinstance(messages[-1], AssistantMessage):
            messages = (*messages, AssistantMessage(text))  # a command's answer, or one that was cut short
        event = self.turn.event
        files = event.attachments if isinstance(event, CommandInvoked) else ()  # which no message of a person holds
        return Entry(first.rjust(24, "0"), first, ITSELF, at, text, files, turn_id=self.turn.id, messages=messages)


def added(*costs: float | None) -> float | None:
    """The sum; None where one of them is not known."""
    known = [cost for cost in costs if cost is not None]
    return sum(known) if len(known) == len(costs) else None
