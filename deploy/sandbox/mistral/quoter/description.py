"""Answering about pictures: their size, their main colours and the text in them, and nothing beyond."""

import re

from deploy.sandbox.mistral.quoter.pictures import Seen
from deploy.sandbox.mistral.quoter.question import Question
from deploy.sandbox.mistral.quoter.search import rank
from deploy.sandbox.mistral.quoter.words import telling

COPIED = re.compile(
    r"\b(?:transcri\w+|markdown|ocr)\b|\b(?:copy|extract|read)\b.{0,30}\btext\b", re.IGNORECASE | re.DOTALL
)
RULED = re.compile(r"\btranscrib\w+", re.IGNORECASE)
WORD = re.compile(r"\bthe single word (\w+)", re.IGNORECASE)
LOOKED = re.compile(
    r"\b(?:pictures?|images?|photos?|screenshots?|scans?|see|look\w*|show\w*|colou?rs?|sizes?|pixels?|describ\w+|"
    r"what(?:'s|’s| is) (?:this|that|it|in|on)|read|texts?|says?|written|écrit|vois|décri\w+|lis|couleurs?)\b",
    re.IGNORECASE,
)
LONGEST = 1200  # characters of a picture's text


def description(question: Question, rules: str = "") -> str:
    """What the pictures of the question show; empty where the question is about something in their text.

    Where copying is asked for, by the person or by the rules, only what is written in them; for a picture that shows
    nothing at all, the single word that the rules have for that.
    """
    if COPIED.search(question.text) or RULED.search(rules):
        return "\n\n".join(_copied(each, rules) for each in question.pictures)
    stems = telling(LOOKED.sub(" ", question.text))
    if stems and rank(question.before, stems):
        return ""
    return " ".join(f"{each.sentence()} {_text(each.text)}" for each in question.pictures)


def _copied(picture: Seen, rules: str) -> str:
    word = WORD.search(rules)
    if picture.empty and word:
        return word[1]
    return picture.text or f"[{picture.sentence()} There is no text in it.]"


def _text(text: str) -> str:
    plain = " ".join(text.split())
    return f'The text in it: "{plain[:LONGEST].removesuffix(".")}".' if plain else "There is no text in it."
