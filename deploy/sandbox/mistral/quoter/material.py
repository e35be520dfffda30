"""Work on words, such as translating them: this model cannot do it, says so, and quotes what it was given."""

import re

from deploy.sandbox.mistral.quoter.question import Question

_GIVEN = re.compile(r"^[ \t]*\[(material[^\]\n]*)\]:?[ \t]*(.*)\Z", re.MULTILINE | re.DOTALL)


def material(question: Question) -> str:
    """For example `I only quote. The material: a message by Bao: "Guten Tag."`; empty where no words were given."""
    found = _GIVEN.search(question.utterance.text)
    if found is None:
        return ""
    words = " ".join(line.strip() for line in found[2].splitlines()).strip()
    return f'I only quote. The {found[1]}: "{words}"'
