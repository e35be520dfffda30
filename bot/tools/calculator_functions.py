"""The functions and constants that an expression may use."""

import math
from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from bot.core.errors import ToolFailed
from bot.tools.quantity import (
    TOO_LARGE,
    Quantity,
    add,
    bounded,
    bounded_decimal,
    divide,
    exact_root,
    exponential,
    power,
    precise,
)

Function = Callable[[Sequence[Quantity]], Quantity]

_PRECISE: Final = Context(prec=50)
_PI: Final = "3.14159265358979323846264338327950288419716939937511"
_LARGEST_FACTORIAL: Final = 1_000
_MOST_PLACES: Final = 1_000


def _taking(least: int, most: int | None, function: Callable[..., Quantity], name: str) -> Function:
    """`function`, called with the right number of arguments or not at all."""

    def called(arguments: Sequence[Quantity]) -> Quantity:
        if len(arguments) < least or (most is not None and len(arguments) > most):
            wanted = f"{least}" if least == most else f"{least} or {most}" if most else f"at least {least}"
            raise ToolFailed(f"{name} takes {wanted} value{'s' if wanted != '1' else ''}, not {len(arguments)}.")
        return function(*arguments)

    return called


def _whole(quantity: Quantity, name: str) -> int:
    if quantity.value.denominator != 1:
        raise ToolFailed(f"{name} needs a whole number; round it first.")
    return quantity.value.numerator


def _round(quantity: Quantity, places: Quantity | None = None) -> Quantity:
    """Halves go away from zero, as in commerce."""
    digits = _whole(places, "round") if places else 0
    if abs(digits) > _MOST_PLACES:
        raise ToolFailed(f"round takes up to {_MOST_PLACES:,} digits.")
    unit = Fraction(10) ** digits
    size = math.floor(abs(quantity.value) * unit + Fraction(1, 2)) / unit
    return bounded(-size if quantity.value < 0 else size, exact=quantity.exact)


def _root(quantity: Quantity, degree: Quantity) -> Quantity:
    number = _whole(degree, "root")
    if not 1 <= number <= _MOST_PLACES:
        raise ToolFailed(f"root takes a degree from 1 to {_MOST_PLACES:,}.")
    if quantity.value < 0:
        if number % 2 == 0:
            raise ToolFailed("A negative number has no real root of an even degree.")
        below = _root(Quantity(-quantity.value, quantity.exact), degree)
        return Quantity(-below.value, below.exact)
    if quantity.exact and (root := exact_root(quantity.value, number)) is not None:
        return Quantity(root)
    return power(quantity, Quantity(Fraction(1, number)))


def _factorial(quantity: Quantity) -> Quantity:
    number = _whole(quantity, "factorial")
    if not 0 <= number <= _LARGEST_FACTORIAL:
        raise ToolFailed(f"factorial takes a whole number from 0 to {_LARGEST_FACTORIAL:,}.")
    return bounded(Fraction(math.factorial(number)), exact=quantity.exact)


def _comb(quantity: Quantity, chosen: Quantity) -> Quantity:
    total, taken = _whole(quantity, "comb"), _whole(chosen, "comb")
    if not (0 <= total <= _LARGEST_FACTORIAL and 0 <= taken <= _LARGEST_FACTORIAL):
        raise ToolFailed(f"comb takes whole numbers from 0 to {_LARGEST_FACTORIAL:,}.")
    return bounded(Fraction(math.comb(total, taken)), exact=quantity.exact and chosen.exact)


def _logarithm(quantity: Quantity) -> Decimal:
    if quantity.value <= 0:
        raise ToolFailed("Only a number above zero has a logarithm.")
    return _PRECISE.ln(precise(quantity.value))


def _ln(quantity: Quantity) -> Quantity:
    if quantity == Quantity(Fraction(1)):
        return Quantity(Fraction(0))
    return bounded_decimal(_logarithm(quantity))


def _log(quantity: Quantity, base: Quantity) -> Quantity:
    """Exact where a whole power of the base is the number."""
    below = _logarithm(base)
    if below == 0:
        raise ToolFailed("A logarithm cannot have the base 1.")
    value = _PRECISE.divide(_logarithm(quantity), below)
    whole = int(value.to_integral_value())
    if quantity.exact and base.exact and abs(value - whole) < Decimal("1e-30") and base.value**whole == quantity.value:
        return Quantity(Fraction(whole))
    return bounded_decimal(value)


def _log_without_base(*_: Quantity) -> Quantity:
    raise ToolFailed("Which logarithm? Write ln(x), log10(x), log2(x) or log(x, base).")


def _log_of(*arguments: Quantity) -> Quantity:
    return _log(*arguments) if len(arguments) > 1 else _log_without_base()


def _exp(quantity: Quantity) -> Quantity:
    return Quantity(Fraction(1)) if quantity == Quantity(Fraction(0)) else exponential(precise(quantity.value))


def _by_float(function: Callable[[float], float]) -> Callable[[Quantity], Quantity]:
    def applied(quantity: Quantity) -> Quantity:
        if quantity == Quantity(Fraction(0)):
            return Quantity(Fraction(function(0.0)))
        try:
            return Quantity(Fraction(function(float(quantity.value))), exact=False)
        except OverflowError as error:
            raise ToolFailed(TOO_LARGE) from error

    return applied


def _integers(function: Callable[..., int], name: str) -> Callable[..., Quantity]:
    def applied(*quantities: Quantity) -> Quantity:
        whole = [_whole(quantity, name) for quantity in quantities]
        return bounded(Fraction(function(*whole)), exact=all(quantity.exact for quantity in quantities))

    return applied


def _sum(*quantities: Quantity) -> Quantity:
    total = Quantity(Fraction(0))
    for quantity in quantities:
        total = add(total, quantity)
    return total


def _number(value: int) -> Quantity:
    return Quantity(Fraction(value))


def _by_value(quantity: Quantity) -> Fraction:
    return quantity.value


_DECLARED: Final[dict[str, tuple[int, int | None, Callable[..., Quantity]]]] = {
    "abs": (1, 1, lambda x: Quantity(abs(x.value), x.exact)),
    "round": (1, 2, _round),
    "floor": (1, 1, lambda x: Quantity(Fraction(math.floor(x.value)), x.exact)),
    "ceil": (1, 1, lambda x: Quantity(Fraction(math.ceil(x.value)), x.exact)),
    "min": (1, None, lambda *values: min(values, key=_by_value)),
    "max": (1, None, lambda *values: max(values, key=_by_value)),
    "sum": (1, None, _sum),
    "mean": (1, None, lambda *values: divide(_sum(*values), _number(len(values)))),
    "sqrt": (1, 1, lambda x: _root(x, _number(2))),
    "cbrt": (1, 1, lambda x: _root(x, _number(3))),
    "root": (2, 2, _root),
    "factorial": (1, 1, _factorial),
    "comb": (2, 2, _comb),
    "gcd": (1, None, _integers(math.gcd, "gcd")),
    "lcm": (1, None, _integers(math.lcm, "lcm")),
    "exp": (1, 1, _exp),
    "ln": (1, 1, _ln),
    "log2": (1, 1, lambda x: _log(x, _number(2))),
    "log10": (1, 1, lambda x: _log(x, _number(10))),
    "log": (1, 2, _log_of),
    "sin": (1, 1, _by_float(math.sin)),
    "cos": (1, 1, _by_float(math.cos)),
    "tan": (1, 1, _by_float(math.tan)),
    "percent": (1, 1, lambda x: divide(x, _number(100))),
}
FUNCTIONS: Final[dict[str, Function]] = {
    name: _taking(least, most, function, name) for name, (least, most, function) in _DECLARED.items()
}
CONSTANTS: Final[dict[str, Callable[[], Quantity]]] = {
    "pi": lambda: bounded_decimal(Decimal(_PI)),
    "e": lambda: exponential(Decimal(1)),
}
