"""What is asked: the last thing a person said, and the conversation before it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from deploy.sandbox.mistral.chunks import Image
from deploy.sandbox.mistral.messages import AnyMessage, User
from deploy.sandbox.mistral.quoter.heard import Utterance, heard
from deploy.sandbox.mistral.quoter.pictures import Seen

MENTION = re.compile(r"<[@#!][^>\s]+>|@[\w.-]+")
CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
LINK = re.compile(r"https?://\S+")
SENT = re.compile(r"\[file: [^\]\n]+\]")  # names a file that came with the question
ASKS = re.compile(r"\?|\b(?:summari|recap|tl;?dr|résum|repeat|quote|show|répète|cite|montre)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is the question without mentions, links, code and the names of files.

    `before` is everything else that was said, in order; `utterance` is the question as it was said. `pictures` are
    those that came with it, and `images` counts those among them that cannot be seen.
    """

    text: str
    utterance: Utterance
    before: list[Utterance]
    images: int = 0
    pictures: tuple[Seen, ...] = ()


def question_of(messages: Sequence[AnyMessage], seen: Sequence[Seen] = ()) -> Question:
    said = heard(messages)
    last = max((each.message for each in said if each.role == "user"), default=-1)
    mine = [each for each in said if each.message == last and not each.source]
    asked = _asked(mine) if mine else Utterance("", "", "user", -1)
    before = [each for each in said if each is not asked]
    before += [Utterance("", each.text, "user", each.message, each.name) for each in seen if each.text]
    final = messages[-1]
    content = final.content if isinstance(final, User) and isinstance(final.content, list) else []
    pictures = tuple(each for each in seen if each.message == len(messages) - 1 and isinstance(final, User))
    hidden = sum(isinstance(chunk, Image) for chunk in content) - len(pictures)
    return Question(plain(asked.text), asked, before, hidden, pictures)


def plain(text: str) -> str:
    return SENT.sub(" ", LINK.sub(" ", MENTION.sub(" ", CODE.sub(" ", text)))).strip()


def _asked(mine: list[Utterance]) -> Utterance:
    """The last utterance of the last message, or its nameless head if that one asks for something."""
    head = mine[0]
    asks = not head.speaker and not head.text.startswith("[") and ASKS.search(plain(head.text))  # "[Summary ...]:"
    return head if asks else mine[-1]
