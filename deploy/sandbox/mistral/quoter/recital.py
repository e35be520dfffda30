"""Repeating a whole text word for word: the longest fenced block, or else the longest message."""

import re

from deploy.sandbox.mistral.quoter.question import Question

WANTED = re.compile(
    r"\b(?:repeat|quote|show|print|recite|paste|répète|cite|montre|affiche)\w*\b.{0,60}?"
    r"\b(?:whole|entire|full|all|complete|everything|tout|toute|entier|entière|complet|complète)\b",
    re.IGNORECASE | re.DOTALL,
)
NUMBERED = re.compile(r"\b(?:line numbers?|number(?:ed|ing)?|numérot\w*|numéros?)\b", re.IGNORECASE)
BLOCK = re.compile(
    r"^(?P<fence>```|~~~)(?P<language>[^\n]*)\n(?P<text>.*?)\n?^(?P=fence)[ \t]*$", re.DOTALL | re.MULTILINE
)


def wants_recital(question: Question) -> bool:
    return WANTED.search(question.text) is not None


def recital(question: Question) -> str:
    """The text in a fence of its own, its lines numbered if that was asked."""
    said = [*question.before, question.utterance]
    blocks = [found for each in said for found in BLOCK.finditer(each.text)]
    number = NUMBERED.search(question.text) is not None
    if blocks:
        longest = max(blocks, key=lambda found: len(found["text"]))
        return "Word for word, the longest block I was given:\n\n" + _fenced(
            longest["text"], longest["fence"], longest["language"], number=number
        )
    said = [each for each in question.before if each.role != "system"]
    if not said:
        return "I was given nothing to repeat."
    utterance = max(said, key=lambda each: len(each.text))
    who = f"what {utterance.speaker} wrote" if utterance.speaker else "the longest message I was given"
    return f"Word for word, {who}:\n\n" + _fenced(utterance.text, "```", "", number=number)


def _fenced(text: str, fence: str, language: str, *, number: bool) -> str:
    lines = text.split("\n")
    if number:
        width = len(str(len(lines)))
        lines = [f"{place:>{width}}  {line}" for place, line in enumerate(lines, 1)]
    return "\n".join([fence + language, *lines, fence])
