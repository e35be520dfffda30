"""Approval: a person allows a call that changes the world or is dear, once or for their conversation, or it is not run.

The question and the decision are steps of the turn. A permission for a conversation belongs to the person whose turn
asked for it, and counts only while the turn has read nobody else's words.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from bot.core.asking import CANCEL, Cancelled, PersonAsked, last_question, next_number, option_value
from bot.core.messages import ToolCall
from bot.core.permission import Permitted, Refused
from bot.core.ports import Clock, Preferences
from bot.core.records import Asked, Decided, ModelReplied, Step, Turn, asker_of
from bot.core.signature import json_object
from bot.core.sources import named, sources
from bot.core.speech import speaker
from bot.core.values import Option

ONCE: Final = "once"
ALWAYS: Final = "always"
DENY: Final = "deny"

_LONGEST: Final = 1_200  # characters of the arguments that are shown
_STOPPED: Final = "_Stopped._"
_BY_SETTING: Final = "as the settings allow"


@dataclass(frozen=True, slots=True)
class ApprovalRules:
    """`unattended` are patterns of tools that need not be asked about; a question waits for `ask_within` seconds."""

    unattended: tuple[str, ...] = ()
    ask_within: float = 86_400.0


class Approvals:
    """`bot.core.permission.Permissions`: those that people give."""

    def __init__(self, preferences: Preferences, clock: Clock, rules: ApprovalRules) -> None:
        self._preferences = preferences
        self._clock = clock
        self._rules = rules

    def of(self, turn: Turn, steps: Sequence[Step]) -> "TurnApproval":
        return TurnApproval(self._preferences, self._clock, self._rules, turn, steps)


@dataclass(frozen=True, slots=True)
class TurnApproval:
    """A `bot.core.permission.Permission`."""

    preferences: Preferences
    clock: Clock
    rules: ApprovalRules
    turn: Turn
    steps: Sequence[Step]

    async def __call__(self, call: ToolCall, price: str = "") -> Permitted | Refused | Asked:
        """Raises `PersonAsked` while the question is open, and `Cancelled` if the turn was stopped instead."""
        question = last_question(_of_this_round(self.steps), lambda asked: asked.call == call)
        if question is not None:
            return await self._decided(call, *question)
        read = sources(self.steps, asker_of(self.turn))
        standing = "" if read else await self._standing(call)
        return Permitted(standing) if standing else self._question(call, read, price)

    async def _standing(self, call: ToolCall) -> str:
        """By whom the tool is allowed without a question; empty if it is not."""
        if any(fnmatchcase(call.name, pattern) for pattern in self.rules.unattended):
            return _BY_SETTING
        by = await self.preferences.get(str(self.turn.conversation), self._name(call))
        return f"allowed for this conversation by {by}" if by else ""

    def _question(self, call: ToolCall, read: Sequence[str], price: str) -> Asked:
        asker, number = asker_of(self.turn), next_number(self.steps)
        options = [
            Option(option_value(self.turn, number, ONCE, asker), "Allow once", "primary"),
            Option(option_value(self.turn, number, ALWAYS, asker), "Allow for this conversation"),
            Option(option_value(self.turn, number, DENY, asker), "Deny", "danger"),
        ]
        if read:
            del options[1]  # it would not count: what others wrote may be behind the next call too
        after = f" after reading {named(read)}" if read else ""
        words = f"{price} May I run `{call.name}`{after}?{_told(call)}".strip()
        return Asked(number, words, tuple(options), self.clock.time(), call=call)

    async def _decided(self, call: ToolCall, asked: Asked, decided: Decided | None) -> Permitted | Refused:
        if decided is None:
            if self.clock.time() - asked.asked_at < self.rules.ask_within:
                raise PersonAsked
            return _refused(call, "nobody allowed it in time")
        who, conversation = speaker(decided.by), str(self.turn.conversation)
        if decided.value == CANCEL:
            raise Cancelled(_STOPPED)
        if decided.value == ONCE:
            return Permitted(f"allowed by {who}")
        if decided.value == ALWAYS:
            await self.preferences.set(conversation, self._name(call), who)
            return Permitted(f"allowed for this conversation by {who}")
        await self.preferences.set(conversation, self._name(call), "")
        return _refused(call, f"{who} did not allow it")

    def _name(self, call: ToolCall) -> str:
        return f"allow {asker_of(self.turn).id} {call.name}"


def _of_this_round(steps: Sequence[Step]) -> Sequence[Step]:
    """A decision counts for the reply that asked for the call, should a later one use the same id."""
    at = max((number for number, step in enumerate(steps) if isinstance(step, ModelReplied)), default=0)
    return steps[at:]


def _refused(call: ToolCall, why: str) -> Refused:
    text = f"{call.name} was not run: {why}. Do not try it again in this answer; say that it was not done."
    return Refused(text, f"Did not run `{call.name}`: {why}.")


def _told(call: ToolCall) -> str:
    """The arguments, in a block of code that nothing in them can end, with what cannot be seen made visible."""
    arguments = json_object(call.arguments)
    if not arguments:
        return ""
    text = json.dumps(arguments, ensure_ascii=False, indent=2).replace("```", "` ` `")
    text = "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in text)
    cut = f"\nand {len(text) - _LONGEST:,} more characters" if len(text) > _LONGEST else ""
    return f"\n```\n{text[:_LONGEST]}\n```{cut}"
