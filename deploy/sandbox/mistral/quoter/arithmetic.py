"""Finding the arithmetic expression in a sentence; it is not worked out here."""

import re

ATOM = r"(?:\d[\d,]*\.?\d*|\.\d+|\*\*|[-+*/^%()!]|\b(?:sqrt|abs|round|min|max|log|exp|sin|cos|tan|pi)\b|,(?=\s*\d))"
EXPRESSION = re.compile(rf"(?<![\w.]){ATOM}(?:\s*{ATOM})*")
OPERATION = re.compile(
    r"[\d)!%]\s*(?:\*\*|[-+*/^%])\s*[-+(.\da-z]|\b(?:sqrt|abs|round|min|max|log|exp|sin|cos|tan)\s*\("
)
SURE = re.compile(r"\*|\+|\^|\(|\s[-/%]\s|\d%")
DATE = re.compile(r"\b\d{4}-\d\d?-\d\d?\b|\b\d\d?/\d\d?/\d{2,4}\b|\b\d\d?:\d\d(?::\d\d)?\b")
ASKED = re.compile(
    r"\b(?:calculate|compute|how much|what is|what's|result|combien|calcule\w*|fait|équals?)\b|=", re.IGNORECASE
)
WORDS = {
    r"times|multiplied by|fois|x|×|·": "*",
    r"plus": "+",
    r"minus|moins": "-",
    r"divided by|divisé par|÷": "/",
    r"to the power of|puissance": "**",
}
SPOKEN = [(re.compile(rf"(?<=[\d)])\s*(?:{words})\s*(?=[\d(-])", re.IGNORECASE), sign) for words, sign in WORDS.items()]
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def expression(text: str) -> str:
    """The longest expression with an operation in it, as it was written; empty if there is none.

    A date, a range or a fraction alone (`24/7`, `10-12`) counts only when the sentence asks for a result.
    """
    asked = ASKED.search(text) is not None
    text = DATE.sub(" ; ", text)
    for words, sign in SPOKEN:
        text = words.sub(f" {sign} ", text)
    found = [_trimmed(each[0]) for each in EXPRESSION.finditer(text)]
    found = [each for each in found if OPERATION.search(each) and (asked or SURE.search(each))]
    return max(found, key=len, default="")


def _trimmed(found: str) -> str:
    """Without dangling signs and brackets that the sentence around it left at its ends."""
    found = THOUSANDS.sub("", found).strip().rstrip("+-*/^,. (").lstrip("*/^,!) ")
    while found.endswith(")") and found.count(")") > found.count("("):
        found = found[:-1].rstrip()
    while found.startswith("(") and found.count("(") > found.count(")"):
        found = found[1:].lstrip()
    return found
