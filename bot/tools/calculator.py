"""The tool `calculate`: exact arithmetic, safe on whatever is typed."""

import ast
from typing import Annotated, Final

from bot.core.errors import ToolFailed
from bot.core.tool import Tool, ToolContext, tool
from bot.tools.calculator_functions import CONSTANTS, FUNCTIONS
from bot.tools.expression import Expression, read
from bot.tools.quantity import (
    TOO_LARGE,
    Quantity,
    add,
    divide,
    divide_whole,
    multiply,
    negate,
    power,
    remainder,
    subtract,
)

_DEEPEST: Final = 300  # operations within one another
_OPERATIONS: Final = {
    ast.Add: add,
    ast.Sub: subtract,
    ast.Mult: multiply,
    ast.Div: divide,
    ast.FloorDiv: divide_whole,
    ast.Mod: remainder,
    ast.Pow: power,
}


def calculator_tool() -> Tool:
    """A calculator that needs nothing."""

    async def calculate(
        context: ToolContext,
        expression: Annotated[str, "for example `15% of 80`, `(1,250.50 - 3/8) * 2**10` or `round(sqrt(2), 4)`"],
    ) -> str:
        """Work out an expression exactly: + - * / // % ** with parentheses, percentages, and functions.

        Functions: abs, round(x, digits), floor, ceil, min, max, sum, mean, sqrt, cbrt, root(x, n), factorial, gcd, lcm,
        comb(n, k), exp, ln, log2, log10, log(x, base), sin, cos, tan (radians). Constants: pi, e. Halves are rounded
        away from zero.
        """
        del context
        return calculated(expression)

    return tool(calculate, doing="calculating {expression}")


def calculated(text: str) -> str:
    """The expression and its value. Raises `ToolFailed` with a sentence that says what to write instead."""
    expression = read(text)
    try:
        tree = ast.parse(expression.source, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ToolFailed("That is no expression I can read: look for a missing operator, number or bracket.") from error
    try:
        value = _Evaluation(expression).value(tree.body, 0)
    except ArithmeticError as error:  # beyond what a decimal or a float can hold
        raise ToolFailed(TOO_LARGE) from error
    note = " (% was read as the remainder)" if expression.remainder else ""
    return f"{' '.join(text.split())} {value.told()}{note}"


class _Evaluation:
    def __init__(self, expression: Expression) -> None:
        self._expression = expression

    def value(self, node: ast.expr, depth: int) -> Quantity:
        """The value of a part of the tree; only what the grammar of `read` can make is known here."""
        if depth > _DEEPEST:
            raise ToolFailed("That is nested too deeply; work it out in steps.")
        match node:
            case ast.Name(name):
                return self._named(name)
            case ast.UnaryOp(ast.USub(), operand):
                return negate(self.value(operand, depth + 1))
            case ast.UnaryOp(ast.UAdd(), operand):
                return self.value(operand, depth + 1)
            case ast.BinOp(left, operator, right) if type(operator) in _OPERATIONS:
                self._refuse_added_percentage(left, operator, right)
                return _OPERATIONS[type(operator)](self.value(left, depth + 1), self.value(right, depth + 1))
            case ast.Call(ast.Name(name), arguments, []) if name in FUNCTIONS:
                return FUNCTIONS[name]([self.value(argument, depth + 1) for argument in arguments])
        raise ToolFailed("That is no arithmetic; use numbers, + - * / // % ** and functions, and write * to multiply.")

    def _named(self, name: str) -> Quantity:
        if (number := self._expression.numbers.get(name)) is not None:
            return Quantity(number)
        if name in CONSTANTS:
            return CONSTANTS[name]()
        raise ToolFailed(f"{name} is a function: write {name}(...).")

    def _refuse_added_percentage(self, left: ast.expr, operator: ast.operator, right: ast.expr) -> None:
        """`80 + 15%` means 92 on a pocket calculator and 80.15 in mathematics."""
        if isinstance(operator, ast.Add | ast.Sub) and self._percentage(right) and not self._percentage(left):
            raise ToolFailed("A percentage of what? Write for example 80 + 15% of 80, or 80 + 15/100.")

    def _percentage(self, node: ast.expr) -> bool:
        match node:
            case ast.Call(ast.Name(name)):
                return name == "percent"
            case ast.BinOp(_, ast.Add() | ast.Sub(), right):
                return self._percentage(right)
        return False
