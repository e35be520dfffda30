"""Numbers that know whether they are exact, and the operations on them, all bounded in size."""

import math
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from bot.core.errors import ToolFailed

MOST_DIGITS: Final = 3_900
_MOST_BITS: Final = 13_000  # of a numerator or a denominator: a little over `MOST_DIGITS` digits
_PRECISE: Final = Context(prec=50)
_SHOWN_DIGITS: Final = 15  # of a value that is not exact
_LONGEST_ZEROS: Final = 6  # places below one before an exponent is written
_LONGEST_INTEGER: Final = 300  # digits shown in full
_LONGEST_DECIMAL: Final = 40  # characters
TOO_LARGE: Final = f"The result would have more than {MOST_DIGITS:,} digits; ask for less, or for its logarithm."


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number; where it is not `exact` it is known to some fifteen digits at least."""

    value: Fraction
    exact: bool = True

    def told(self) -> str:
        """How a result reads: `= 12`, `= 5/2 = 2.5`, `= 1/3 ≈ 0.333333333333333` or `≈ 1.4142135623731`."""
        if not self.exact:
            return f"≈ {_rounded_text(self.value)}"
        if self.value.denominator == 1:
            return f"= {_integer_text(self.value.numerator)}"
        fraction = f"{self.value.numerator}/{self.value.denominator}"
        decimal = _decimal_text(self.value)
        if decimal and len(decimal) <= _LONGEST_DECIMAL:
            return f"= {decimal} = {fraction}"
        rounded = f"≈ {_rounded_text(self.value)}"
        return (
            f"= {fraction} {rounded}"
            if len(fraction) <= _LONGEST_DECIMAL
            else f"{rounded} (the exact fraction is long)"
        )


def bounded(value: Fraction, *, exact: bool) -> Quantity:
    """Raises `ToolFailed` if the value is too large to go on with."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) <= _MOST_BITS:
        return Quantity(value, exact)
    if exact:
        raise ToolFailed(TOO_LARGE)
    return bounded_decimal(precise(value))


def bounded_decimal(value: Decimal) -> Quantity:
    """A rounded value."""
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise ToolFailed(TOO_LARGE)
    return Quantity(Fraction(value), exact=False)


def precise(value: Fraction) -> Decimal:
    """The value to fifty digits."""
    return _PRECISE.divide(Decimal(value.numerator), Decimal(value.denominator))


def add(left: Quantity, right: Quantity) -> Quantity:
    return bounded(left.value + right.value, exact=left.exact and right.exact)


def subtract(left: Quantity, right: Quantity) -> Quantity:
    return bounded(left.value - right.value, exact=left.exact and right.exact)


def multiply(left: Quantity, right: Quantity) -> Quantity:
    return bounded(left.value * right.value, exact=left.exact and right.exact)


def negate(quantity: Quantity) -> Quantity:
    return Quantity(-quantity.value, quantity.exact)


def divide(left: Quantity, right: Quantity) -> Quantity:
    _refuse_zero(right)
    return bounded(left.value / right.value, exact=left.exact and right.exact)


def divide_whole(left: Quantity, right: Quantity) -> Quantity:
    _refuse_zero(right)
    return bounded(Fraction(left.value // right.value), exact=left.exact and right.exact)


def remainder(left: Quantity, right: Quantity) -> Quantity:
    """With the sign of the divisor, as `//` rounds down."""
    _refuse_zero(right)
    return bounded(left.value % right.value, exact=left.exact and right.exact)


def power(base: Quantity, exponent: Quantity) -> Quantity:
    exact = base.exact and exponent.exact
    if exponent.value.denominator == 1:
        return _whole_power(base, exponent.value.numerator, exact=exact)
    if base.value < 0:
        raise ToolFailed("A negative number has no real power of a fraction; for an odd root write root(x, n).")
    if base.value == 0:
        if exponent.value < 0:
            _refuse_zero(base)
        return Quantity(Fraction(0), exact)
    if exact and (taken := exact_root(base.value, exponent.value.denominator)) is not None:
        return _whole_power(Quantity(taken), exponent.value.numerator, exact=True)
    logarithm = _PRECISE.multiply(_PRECISE.ln(precise(base.value)), precise(exponent.value))
    return exponential(logarithm)


def exponential(value: Decimal) -> Quantity:
    """The number e to the power of `value`."""
    if abs(value) > MOST_DIGITS * 2:  # e**2.31 is ten
        raise ToolFailed(TOO_LARGE)
    return bounded_decimal(_PRECISE.exp(value))


def _whole_power(base: Quantity, exponent: int, *, exact: bool) -> Quantity:
    if exponent < 0:
        _refuse_zero(base)
    size = max(base.value.numerator.bit_length(), base.value.denominator.bit_length())
    if (size - 1) * abs(exponent) > _MOST_BITS:  # refused before it is worked out
        if exact or abs(exponent) > _MOST_BITS:
            raise ToolFailed(TOO_LARGE)
        return bounded_decimal(_PRECISE.power(precise(base.value), exponent))
    return bounded(base.value**exponent, exact=exact)


def exact_root(value: Fraction, degree: int) -> Fraction | None:
    """The root of a positive value, if it is a fraction itself."""
    above, below = _integer_root(value.numerator, degree), _integer_root(value.denominator, degree)
    if above is None or below is None:
        return None
    return Fraction(above, below)


def _integer_root(value: int, degree: int) -> int | None:
    if value in {0, 1} or degree == 1:
        return value
    if degree >= value.bit_length():
        return None
    root = math.isqrt(value) if degree == 2 else _newton_root(value, degree)  # noqa: PLR2004 - the square root
    return root if root**degree == value else None


def _newton_root(value: int, degree: int) -> int:
    """The largest integer whose power is at most `value`, from above by Newton's method."""
    root = 1 << -(-value.bit_length() // degree)
    while True:
        closer = ((degree - 1) * root + value // root ** (degree - 1)) // degree
        if closer >= root:
            return root
        root = closer


def _refuse_zero(quantity: Quantity) -> None:
    if quantity.value == 0:
        raise ToolFailed("Division by zero has no result.")


def _integer_text(value: int) -> str:
    text = str(value)
    if len(text) <= _LONGEST_INTEGER:
        return text
    return f"{text[:30]}…{text[-10:]} ({len(text.lstrip('-')):,} digits)"


def _decimal_text(value: Fraction) -> str:
    """The value as a decimal that ends, or empty."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    places = max(twos, fives)
    if rest != 1 or places > _LONGEST_DECIMAL:
        return ""
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def _rounded_text(value: Fraction) -> str:
    rounded = Context(prec=_SHOWN_DIGITS).divide(Decimal(value.numerator), Decimal(value.denominator)).normalize()
    plain = -_LONGEST_ZEROS <= rounded.adjusted() <= _SHOWN_DIGITS
    return f"{rounded:f}" if plain else f"{rounded:e}"
