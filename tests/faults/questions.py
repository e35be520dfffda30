"""Numbered questions, and answers from which can be read whether they are whole, and which of them they are.

Each time the model is asked, it answers in other words and at another length, as a model does: a half answer with
another one behind it, or before it, is seen as such.
"""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["plain", "tool", "long", "change"]
KEY: Final = re.compile(r"\b[sd]\d+q\d+\b")
WORDS: Final = {
    "plain": (60, 45, 75),
    "tool": (30, 20, 40),
    "change": (30, 20, 40),
    "slack": (1_150, 500, 1_300),
    "discord": (450, 150, 600),
}
"""How many words the first answer to one question has, the second, the third, and so on again."""
CALLING: Final = frozenset({"tool", "change"})


@dataclass(frozen=True, slots=True)
class Question:
    key: str
    kind: Kind

    @property
    def words(self) -> str:
        return f"question {self.key}, please"

    @property
    def text(self) -> str:
        return f"@Galerne {self.words}"

    @property
    def rounds(self) -> int:
        return 2 if self.kind in CALLING else 1

    def answer(self, part: int, take: int) -> str:
        """The text of one reply: `part` counts the replies of one answer, `take` how often it was asked for."""
        kind = self.kind if self.kind != "long" else ("slack" if self.key.startswith("s") else "discord")
        words = numbered(take, WORDS[kind][take % 3])
        if self.kind == "long":
            third = len(words) // 3
            code = "\n".join(" ".join(words[at : at + 6]) for at in range(third, 2 * third, 6))
            body = (
                f"{_paragraphs(words[:third])}\n\n```\n{code}\n```\n\n{_paragraphs(words[2 * third + (-third) % 6 :])}"
            )
        else:
            body = _paragraphs(words)
        return f"BEGIN-{self.key}-{part}-{take}\n\n{body}\n\nEND-{self.key}-{part}-{take}"


class FakeAuthor:
    """What the sandbox's model says; `takes` counts how often it was asked for each reply."""

    def __init__(self) -> None:
        self.questions: dict[str, Question] = {}
        self.takes: Counter[tuple[str, int]] = Counter()

    def add(self, question: Question) -> None:
        self.questions[question.key] = question

    def __call__(self, asked: str, results: int) -> dict[str, Any] | None:
        keys = [key for key in KEY.findall(asked) if key in self.questions]
        if not keys:
            return None
        question = self.questions[keys[-1]]
        take = self.takes[question.key, results]
        self.takes[question.key, results] += 1
        reply: dict[str, Any] = {"text": question.answer(results, take)}
        if results == 0 and (call := _call(question, take)):
            reply["calls"] = [call]
        return reply


def _call(question: Question, take: int) -> dict[str, Any] | None:
    match question.kind:
        case "tool":
            return {"name": "calculate", "arguments": {"expression": f"{take} + 1"}}
        case "change":
            return {"name": "file_ticket", "arguments": {"subject": question.key}}
    return None


def numbered(take: int, count: int) -> list[str]:
    letter = "abcdefghijklmnopqrstuvwxyz"[take % 26]
    return [f"{letter * 8}{n}" for n in range(count)]


def words_of(text: str) -> list[str]:
    """What was said, without the signs of code blocks, which are closed and opened again where a message ends."""
    return [word for word in text.split() if not word.startswith("```")]


def _paragraphs(words: list[str]) -> str:
    return "\n\n".join(" ".join(words[at : at + 30]) for at in range(0, len(words), 30))
