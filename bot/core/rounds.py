"""The rounds of a turn: each a reply of the model, the calls it asked for, and what came of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.core.messages import Message, ToolMessage, UserMessage
from bot.core.records import Interjected, ModelReplied, Step, ToolFinished, ToolStarted
from bot.core.speech import spoken
from bot.core.values import Author


@dataclass(slots=True)
class Round:
    """One reply of the model and what is known of the calls it asked for."""

    replied: ModelReplied
    started: dict[str, ToolStarted] = field(default_factory=dict)
    finished: dict[str, ToolFinished] = field(default_factory=dict)
    interjected: list[Interjected] = field(default_factory=list)

    def messages(self) -> list[Message]:
        results = [self.finished[call.id] for call in self.replied.message.calls]
        messages: list[Message] = [self.replied.message]
        messages += [ToolMessage(r.call.id, r.call.name, r.text) for r in results]
        messages += [UserMessage(spoken(Author("", each.name), each.text)) for each in self.interjected]
        return messages


def replayed(steps: Sequence[Step]) -> list[Round]:
    """The rounds that were recorded; the last one may be incomplete."""
    rounds: list[Round] = []
    for step in steps:
        match step:
            case ModelReplied():
                rounds.append(Round(step))
            case ToolStarted(call):
                rounds[-1].started[call.id] = step
            case ToolFinished(call):
                rounds[-1].finished[call.id] = step
            case Interjected():
                rounds[-1].interjected.append(step)
    return rounds


def step_messages(steps: Sequence[Step]) -> tuple[Message, ...]:
    """What the model is shown of a turn later on: its replies and the results they led to, in the order it needs.

    A last reply whose calls were never carried out is kept without them.
    """
    messages: list[Message] = []
    for each in replayed(steps):
        if all(call.id in each.finished for call in each.replied.message.calls):
            messages += each.messages()
        else:
            messages.append(replace(each.replied.message, calls=()))
    return tuple(messages)
