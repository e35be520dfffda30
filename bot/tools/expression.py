"""Reading an expression as people write it: into Python's notation, with names in the place of numbers."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from bot.core.errors import ToolFailed
from bot.tools.calculator_functions import CONSTANTS, FUNCTIONS
from bot.tools.quantity import MOST_DIGITS

LONGEST: Final = 500  # characters
_ALIKE: Final = str.maketrans(
    {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "⁄": "/", "\u202f": "_", "\u00a0": "_", "’": "_", "'": "_"}
)
_TOKEN: Final = re.compile(
    r"\s+"
    r"|(?P<grouped>[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?)"
    r"|(?P<number>(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"|(?P<sign>\*\*|//|[-+*/%^(),!])"
)
_AFTER_PERCENT: Final = re.compile(r"\s*(?:$|[-+*/%^),]|of\b)")
_OF: Final = re.compile(r"\s*of\b")


@dataclass(slots=True)
class Expression:
    """`source` is Python's notation; each number is a name, whose value is kept exactly."""

    source: str = ""
    numbers: dict[str, Fraction] = field(default_factory=dict)
    remainder: bool = False


def read(text: str) -> Expression:
    """Raises `ToolFailed` where something is neither a number, an operator, a bracket nor a known name."""
    if len(text) > LONGEST:
        raise ToolFailed(f"An expression may have {LONGEST} characters; work it out in steps.")
    return _Reader(text.translate(_ALIKE)).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._written: list[str] = []
        self._open: list[tuple[int, bool]] = []  # for each open bracket where its group begins, and if it is a call
        self._operand = -1  # where the operand begins that was written last; -1 after an operator
        self._expression = Expression()

    def read(self) -> Expression:
        while self._at < len(self._text):
            found = _TOKEN.match(self._text, self._at)
            if found is None:
                raise ToolFailed(
                    f"I cannot read {self._text[self._at]!r} here; use numbers, + - * / // % ** and brackets only, "
                    "without units, currencies or comparisons."
                )
            self._at = found.end()
            match found.lastgroup:
                case "grouped":
                    self._grouped(found[0])
                case "number":
                    self._number(found[0].replace("_", ""))
                case "name":
                    self._name(found[0].lower())
                case "sign":
                    self._sign(found[0])
        self._expression.source = " ".join(self._written)
        if not self._written:
            raise ToolFailed("There is nothing to calculate; write an expression such as 2 + 3 * 4.")
        return self._expression

    def _grouped(self, token: str) -> None:
        if any(is_call for _, is_call in self._open):
            raise ToolFailed("Within a function, leave out thousands separators and put a space after each comma.")
        self._number(token.replace(",", ""))

    def _number(self, token: str) -> None:
        _, _, exponent = token.lower().partition("e")
        if len(exponent) > len(str(MOST_DIGITS)) + 1 or (exponent and abs(int(exponent)) > MOST_DIGITS):
            raise ToolFailed(f"A number may have {MOST_DIGITS:,} digits; use a smaller exponent.")
        name = f"n{len(self._expression.numbers)}"
        self._expression.numbers[name] = Fraction(token)
        self._write(name, operand=len(self._written))

    def _name(self, name: str) -> None:
        if name == "x":  # between two numbers it is a sign of multiplication
            self._write("*")
        elif name in FUNCTIONS or name in CONSTANTS:
            self._write(name, operand=len(self._written))
        else:
            raise ToolFailed(
                f"I do not know {name[:40]!r}. Functions are: {', '.join(sorted(FUNCTIONS))}; constants: pi, e."
            )

    def _sign(self, sign: str) -> None:
        match sign:
            case "(":
                is_call = self._operand >= 0 and self._written[-1] in FUNCTIONS
                self._open.append((self._operand if is_call else len(self._written), is_call))
                self._write("(")
            case ")":
                begin, _ = self._open.pop() if self._open else (0, False)
                self._write(")", operand=begin)
            case "," if not self._open or not self._open[-1][1]:
                raise ToolFailed("Use a point for decimals (3.14), and commas only between thousands (1,234,567).")
            case "%":
                self._percent()
            case "!":
                self._wrap("factorial")
            case _:
                self._write("**" if sign == "^" else sign)

    def _percent(self) -> None:
        if not _AFTER_PERCENT.match(self._text, self._at):
            self._expression.remainder = True
            self._write("%")
            return
        self._wrap("percent")
        if found := _OF.match(self._text, self._at):
            self._at = found.end()
            self._write("*")

    def _wrap(self, function: str) -> None:
        """Apply a function to the operand that was written last, which its sign follows."""
        if self._operand < 0:
            raise ToolFailed("A sign such as % or ! needs a number before it.")
        begin = self._operand
        self._written[begin:] = [function, "(", *self._written[begin:], ")"]

    def _write(self, token: str, *, operand: int = -1) -> None:
        self._written.append(token)
        self._operand = operand
