"""A summary made of the sentences that were said: those with names, numbers, links and questions first."""

import re

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import text_of
from deploy.sandbox.mistral.quoter.heard import Utterance
from deploy.sandbox.mistral.quoter.question import Question
from deploy.sandbox.mistral.quoter.words import sentences

WANTED = re.compile(
    r"\b(?:summari[sz]e|summary|sum up|recap|tl;?dr|what did (?:i|we) miss|résume[rz]?|résumé|synthèse|récap\w*)\b",
    re.IGNORECASE,
)
TASK = re.compile(
    r"(?:^|[.:!\n])\s*(?:please |you |your task is to |now )*"
    r"(?:summari[sz]e\b|write (?:a|the) (?:\w+ )?summary|résume[rz]?\b)(?![^.\n]*\b(?:when|if|only)\b)",
    re.IGNORECASE,
)
LINK = re.compile(r"https?://")
NUMBER = re.compile(r"\d")
NAME = re.compile(r"(?<=[^.!?\s] )[A-ZÀ-Þ]\w+|@\w+")
PICKED = re.compile(r"Picked \d+ of \d+ sentences")  # how a summary of this model begins
CITED = re.compile(r"([.!?…]+)[ \t]*((?:\[\d{1,6}\][ \t]*)+)(?=\n|$)")  # numbers behind a sentence's end
CHARACTERS = 2400  # of a summary; what tells least is left out first
LEAST = 12  # sentences that are kept at most when none of them tells anything


def wants_summary(question: Question, request: ChatRequest) -> bool:
    """Asked for by the person, or the task that a system prompt sets in a request without tools."""
    if WANTED.search(question.text):
        return True
    rules = [text_of(each.content) for each in request.messages if each.role == "system"]
    return not request.tools and any(TASK.search(each) for each in rules)


def summary(question: Question) -> str:
    said = [each for each in question.before if each.role != "system"]
    if not said and len(question.utterance.text) > len(question.text[:200]):
        said = [question.utterance]
    lines = [line for each in said for line in _lines(each)]
    if not lines:
        return "I was given no sentence to pick."
    kept = _best(lines)
    return "\n".join([f"Picked {len(kept)} of {len(lines)} sentences, as they were written:", *kept])


def _lines(utterance: Utterance) -> list[str]:
    """Its sentences, each with its speaker and where it stands; notes have both in themselves."""
    who = f"{utterance.speaker}: " if utterance.speaker and utterance.speaker != "Notes" else ""
    where = f" {utterance.source}" if utterance.source else ""
    found = sentences(CITED.sub(r" \2\1", utterance.text))
    return [
        f"- {who}{' '.join(each.split())}{where}" for each in found if re.search(r"\w", each) and not PICKED.match(each)
    ]


def _best(lines: list[str]) -> list[str]:
    """The most telling lines that fit, in the order in which they were said."""
    worth = [telling_of(line) for line in lines]
    kept, left = set[int](), CHARACTERS
    for place in sorted(range(len(lines)), key=lambda place: -worth[place]):
        if len(lines[place]) <= left and (worth[place] or len(kept) < LEAST):
            kept.add(place)
            left -= len(lines[place])
    return [lines[place] for place in sorted(kept)]


def telling_of(sentence: str) -> float:
    """How much a sentence is worth keeping."""
    return (
        2 * bool(LINK.search(sentence))
        + 2 * bool(NUMBER.search(sentence))
        + 1.5 * sentence.endswith("?")
        + min(2, len(NAME.findall(sentence)))
    )
