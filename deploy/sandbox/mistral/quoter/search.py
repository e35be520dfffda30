"""Finding the message that shares most words with a question, and quoting it."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.sandbox.mistral.quoter.heard import Utterance
from deploy.sandbox.mistral.quoter.pages import MARK
from deploy.sandbox.mistral.quoter.question import Question, plain
from deploy.sandbox.mistral.quoter.words import sentences, telling

SHORT = 240  # characters that are quoted whole; of a longer text, the best sentence
CLOSE = 0.8  # a second speaker is quoted too when this close to the best
WEIGHT = {"user": 1.0, "assistant": 0.6, "system": 0.5}
ASKING = 0.5  # what a message that is itself a question weighs
REFERS = re.compile(
    r"^\W*(?:and|et|but|mais|so|who|qui|why|pourquoi|when|quand)\b|\b(?:it|that|this|she|he|they|ça|cela|l'a)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"([^"\n]{3,})"')


@dataclass(frozen=True, slots=True)
class Hit:
    score: float
    utterance: Utterance


def quote(question: Question) -> str:
    """The answer to a question: one or two quotations with their speakers, or that nothing was found."""
    stems = telling(question.text)
    hits = rank(question.before, stems)
    if not hits and (not stems or REFERS.search(question.text)):
        stems = _meant(question.before)
        hits = rank([each for each in question.before if each.role != "assistant"], stems)
    return quotations(hits, stems) if hits else _nothing(question)


def quotations(hits: Sequence[Hit], stems: Sequence[str]) -> str:
    """The best of them, and the second if it is as good and from somebody or somewhere else."""
    best = [hits[0]]
    best += [hit for hit in hits[1:2] if hit.score >= CLOSE * hits[0].score and _another(hit, hits[0])]
    return " ".join(_quotation(hit.utterance, stems) for hit in best)


def known(question: Question) -> bool:
    """Whether one text that was given has at least half of the question's telling words."""
    stems = telling(question.text)
    search = _searcher(stems) if stems else None
    return search is None or any(
        2 * len(set(search.findall(each.text.casefold()))) >= len(stems)
        for each in question.before
        if each.role == "user" or each.source
    )


def rank(said: Sequence[Utterance], stems: Sequence[str]) -> list[Hit]:
    """The utterances that share words with the question, best first; rare words weigh more, and the later wins."""
    if not stems:
        return []
    search = _searcher(stems)
    shared = [
        (each, set(search.findall(f"{each.speaker} {each.text}".casefold())))
        for each in said
        if each.role != "system" or each.speaker or each.source
    ]
    spread = Counter(stem for _, found in shared for stem in found)
    rarity = {stem: math.log(1 + len(shared) / times) for stem, times in spread.items()}
    later_first = ((each, found) for each, found in reversed(shared) if found)
    hits = [Hit(sum(rarity[stem] for stem in found) * _weight(each), each) for each, found in later_first]
    return sorted(hits, key=lambda hit: -hit.score)


def _searcher(stems: Sequence[str]) -> re.Pattern[str]:
    """Finds words that begin with a stem and go on for a few letters at most."""
    longest = sorted(stems, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, longest))})\w{{0,5}}\b")


def _weight(utterance: Utterance) -> float:
    asking = ASKING if utterance.text.rstrip().endswith("?") else 1.0
    return WEIGHT[utterance.role] * asking


def _meant(before: Sequence[Utterance]) -> list[str]:
    """The words that "it" stands for: those of the last answer, of its quotations if it has any."""
    last = next((each.text for each in reversed(before) if each.role == "assistant"), "")
    return telling(plain(" ".join(QUOTED.findall(last)) or last))


def _another(hit: Hit, best: Hit) -> bool:
    origin = (hit.utterance.speaker, hit.utterance.source)
    same = origin == (best.utterance.speaker, best.utterance.source) or hit.utterance.text == best.utterance.text
    return not same and hit.utterance.role == "user"


def _quotation(utterance: Utterance, stems: Sequence[str]) -> str:
    who = f"{utterance.speaker} wrote" if utterance.speaker else "One message says"
    if utterance.role == "assistant":
        who = "I answered before"
    quoted = " ".join(passage(utterance.text, stems, 0 if utterance.source else SHORT).split())
    if MARK.match(utterance.source):
        return f'The file says: "{quoted.removesuffix(".")}" {utterance.source}.'
    who = f"{utterance.source} says" if utterance.source else who
    stop = "" if quoted.endswith(("?", "!")) else "."
    return f'{who}: "{quoted.removesuffix(".")}"{stop}'


def passage(text: str, stems: Sequence[str], short: int = SHORT) -> str:
    """A short text whole; of a long one, the sentence that shares most words."""
    if len(text) <= short:
        return text
    search = _searcher(stems)
    return max(sentences(text), key=lambda each: len(set(search.findall(each.casefold()))), default=text[:SHORT])


def _nothing(question: Question) -> str:
    number = len({each.message for each in question.before if each.role == "user"})
    if question.images:
        return f"I was given {question.images} image(s) by address and cannot see them: nothing is fetched here."
    if number == 0:
        return "I was given no earlier message, so there is nothing I can quote."
    return f"I found nothing about that in the {number} earlier message(s) I was given; I only quote."
