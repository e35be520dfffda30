"""What was found when the ground was looked over before the bot is started."""

from dataclasses import dataclass

from bot.core.errors import BotError


@dataclass(frozen=True, slots=True)
class Finding:
    """Of one thing: that it is as it should be, or what is wrong and what to do, in a sentence."""

    where: str  # "Slack"
    words: str
    is_well: bool = True


def failed(where: str, error: BotError) -> Finding:
    """By the sentence that the error has for people, where it has one."""
    return wrong(where, error.notice if error.notice != BotError.notice else f"{error}.")


def wrong(where: str, words: str) -> Finding:
    return Finding(where, words, is_well=False)
