"""Trimming a request once that the service found too long, although it was counted before it was sent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.core.errors import WindowOverflow
from bot.core.messages import AssistantMessage, Message, SystemMessage, ToolMessage, UserMessage
from bot.core.shown import JOIN
from bot.core.speech import shortened

_MARGIN: Final = 0.98  # of the limit, since the share of each message in the service's count is only estimated
_IMAGE: Final = 6_000  # characters of text that take as many tokens as a large image, about
_SHORTEST: Final = 200  # characters of a text that are always left
_NEXT_MESSAGE: Final = re.compile(r"\n\n(?=\S)")  # further lines of one message are indented


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What is left of the messages, and a plain sentence about what is not."""

    messages: tuple[Message, ...]
    note: str


def trimmed(messages: Sequence[Message], overflow: WindowOverflow) -> Trimmed:
    """The messages without the oldest turns, as many as the service's two numbers call for.

    Whole messages of people and whole turns of the bot are left out. The system's messages, the message to be answered
    and all that came of it stay; only if that is too long alone, its longest texts lose their middle.
    """
    rules = [message for message in messages if isinstance(message, SystemMessage)]
    said = [message for message in messages if not isinstance(message, SystemMessage)]
    asked = max((at for at, message in enumerate(said) if isinstance(message, UserMessage)), default=0)
    turns, rest = _turns(said[: asked + 1]), said[asked + 1 :]
    before, last = turns[:-1], [message for turn in turns[-1:] for message in turn]
    size = sum(map(_size, messages)) or 1
    excess = int(size * (1 - _MARGIN * overflow.limit / max(overflow.tokens, 1)))
    left = 0
    while excess > 0 and left < len(before):
        excess -= sum(map(_size, before[left]))
        left += 1
    while left and left < len(before) and not isinstance(before[left][0], UserMessage):
        left += 1  # an answer whose question is gone
    current = _shorter([*last, *rest], excess) if excess > 0 else [*last, *rest]
    done = [f"{left:,} of its oldest messages were left out"] if left else []
    done += ["the longest texts were shortened"] if excess > 0 or not done else []
    note = f"the service found the conversation too long, so {' and '.join(done)}"
    return Trimmed((*rules, *_joined(before[left:], current)), note)


def _turns(messages: Sequence[Message]) -> list[list[Message]]:
    """Each message of a person alone, and each turn of the bot with its calls and their results."""
    turns: list[list[Message]] = []
    for message in messages:
        if isinstance(message, UserMessage):
            *lines, last = _NEXT_MESSAGE.split(message.text)
            turns += [[UserMessage(line)] for line in lines]
            turns.append([replace(message, text=last)])
        elif turns and not isinstance(turns[-1][0], UserMessage):
            turns[-1].append(message)
        else:
            turns.append([message])
    return turns


def _joined(before: Sequence[Sequence[Message]], current: Sequence[Message]) -> list[Message]:
    """The messages again, those of people who follow each other as one."""
    joined: list[Message] = []
    for message in [*(message for turn in before for message in turn), *current]:
        if joined and isinstance(message, UserMessage) and isinstance(joined[-1], UserMessage):
            previous = joined.pop()
            images = (*previous.images, *message.images)  # type: ignore[union-attr]  # popped right after the check
            joined.append(UserMessage(JOIN.join((previous.text, message.text)), images))
        else:
            joined.append(message)
    return joined


def _shorter(messages: Sequence[Message], excess: int) -> list[Message]:
    """The messages with the longest texts of people and tools shortened, until `excess` characters are gone."""
    shorter = list(messages)
    while excess > 0:
        places = [at for at, message in enumerate(shorter) if isinstance(message, UserMessage | ToolMessage)]
        longest = max(places, key=lambda at: len(shorter[at].text), default=-1)
        if longest < 0 or len(shorter[longest].text) <= _SHORTEST:
            break
        before = shorter[longest].text
        text = shortened(before, max(len(before) - excess, _SHORTEST // 2))
        shorter[longest] = replace(shorter[longest], text=text)
        excess -= max(len(before) - len(text), 1)
    return shorter


def _size(message: Message) -> int:
    size = len(message.text)
    if isinstance(message, UserMessage):
        size += _IMAGE * len(message.images)
    if isinstance(message, AssistantMessage):
        size += len(message.thinking) + sum(len(call.name) + len(call.arguments) for call in message.calls)
    return size
