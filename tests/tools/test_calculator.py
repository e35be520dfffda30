"""The calculator."""

import contextlib
import json
import math
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st

from bot.core.errors import ToolFailed
from bot.core.tool import ToolContext
from bot.core.values import Address, Author
from bot.tools.calculator import calculated, calculator_tool

CONTEXT = ToolContext(Address("slack", "T1", "C1", "1.0"), Author("U1", "Ana"), 0.0)


def value(expression: str) -> str:
    return calculated(expression).removeprefix(" ".join(expression.split())).strip()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2 + 3 * 4", "= 14"),
        ("(2 + 3) * 4", "= 20"),
        ("0.1 + 0.2", "= 0.3 = 3/10"),
        ("1/3 + 1/6", "= 0.5 = 1/2"),
        ("1/3", "= 1/3 ≈ 0.333333333333333"),
        ("-7 // 2", "= -4"),
        ("-2 ** 2", "= -4"),
        ("2 ** -3", "= 0.125 = 1/8"),
        ("2^10", "= 1024"),
        ("10 % 3", "= 1 (% was read as the remainder)"),
        ("15% of 80", "= 12"),
        ("80 + 15% of 80", "= 92"),
        ("80 / 20%", "= 400"),
        ("(5 + 10)% of 200", "= 30"),
        ("sqrt(4)% * 100", "= 2"),
        ("5% + 5%", "= 0.1 = 1/10"),
        ("1,234,567.89 * 2", "= 2469135.78 = 123456789/50"),
        ("1_000 + 1'000 + 1\u202f000", "= 3000"),
        ("3 × 4 ÷ 2 − 1", "= 5"),
        ("3 x 4", "= 12"),
        ("5! / 3!", "= 20"),
        ("(2+1)!", "= 6"),
        ("1.5e3", "= 1500"),
        ("2**200", f"= {2**200}"),
        ("factorial(200)", f"= {str(math.factorial(200))[:30]}…0000000000 (375 digits)"),
    ],
)
def test_arithmetic_is_exact(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sqrt(144)", "= 12"),
        ("sqrt(2)", "≈ 1.4142135623731"),
        ("sqrt(9/16)", "= 0.75 = 3/4"),
        ("8 ** (1/3)", "= 2"),
        ("cbrt(-27)", "= -3"),
        ("root(1024, 10)", "= 2"),
        ("2 ** 0.5", "≈ 1.4142135623731"),
        ("round(2.5)", "= 3"),
        ("round(-2.5)", "= -3"),
        ("round(sqrt(2), 3)", "≈ 1.414"),
        ("round(1234, -2)", "= 1200"),
        ("floor(-1.5) + ceil(-1.5)", "= -3"),
        ("min(3, 1, 2) + max(1, 5)", "= 6"),
        ("sum(1, 2, 3) - mean(1, 2, 3)", "= 4"),
        ("gcd(12, 18) + lcm(4, 6)", "= 18"),
        ("comb(49, 6)", "= 13983816"),
        ("log10(1000)", "= 3"),
        ("log(8, 2)", "= 3"),
        ("log(1/8, 2)", "= -3"),
        ("log2(10)", "≈ 3.32192809488736"),
        ("ln(1) + exp(0)", "= 1"),
        ("ln(e)", "≈ 1"),
        ("pi", "≈ 3.14159265358979"),
        ("cos(0)", "= 1"),
        ("sin(pi/2)", "≈ 1"),
        ("exp(100)", "≈ 2.68811714181614e+43"),
        ("abs(-3/7)", "= 3/7 ≈ 0.428571428571429"),
    ],
)
def test_functions_are_exact_where_they_can_be_and_marked_where_not(expression: str, expected: str) -> None:
    assert value(expression) == expected


@pytest.mark.parametrize(
    ("expression", "sentence"),
    [
        ("9**9**9", "more than 3,900 digits"),
        ("9**9**9**9**9", "more than 3,900 digits"),
        ("2**-99999999", "more than 3,900 digits"),
        ("1e999999999", "use a smaller exponent"),
        ("exp(99999)", "more than 3,900 digits"),
        ("(pi * 10**3800)**13000", "more than 3,900 digits"),
        ("sin(10**400)", "more than 3,900 digits"),
        ("factorial(1001)", "from 0 to 1,000"),
        ("factorial(factorial(20))", "from 0 to 1,000"),
        ("1/0", "Division by zero"),
        ("5 % 0", "Division by zero"),
        ("0**-1", "Division by zero"),
        ("sqrt(-1)", "even degree"),
        ("(-8)**(1/3)", "root(x, n)"),
        ("80 + 15%", "A percentage of what?"),
        ("80 - (3+4)%", "A percentage of what?"),
        ("log(5)", "Which logarithm?"),
        ("ln(0)", "above zero"),
        ("max(1,234)", "leave out thousands separators"),
        ("3,14 + 1", "Use a point for decimals"),
        ("2(3)", "write * to multiply"),
        ("1 < 2", "I cannot read '<'"),
        ("$5", "I cannot read '$'"),
        ("__import__('os')", "I cannot read '_'"),
        ("open(1)", "I do not know 'open'"),
        ("(1).real", "I cannot read '.'"),
        ("lambda", "I do not know 'lambda'"),
        ("sqrt", "write sqrt(...)"),
        ("sqrt(1, 2)", "sqrt takes 1 value, not 2."),
        ("max()", "max takes at least 1 value"),
        ("round(1.5, 0.5)", "needs a whole number"),
        ("2 +", "no expression I can read"),
        ("(" * 300 + "1" + ")" * 100, "no expression I can read"),
        ("-" * 499 + "1", "nested too deeply"),
        ("%", "needs a number before it"),
        ("", "nothing to calculate"),
        ("1" * 501, "500 characters"),
        ("x = 3", "I cannot read '='"),
    ],
)
def test_what_cannot_be_calculated_is_a_sentence_that_says_what_to_write(expression: str, sentence: str) -> None:
    with pytest.raises(ToolFailed) as refused:
        calculated(expression)

    assert sentence in str(refused.value)


NUMBERS = st.integers(0, 10**12).map(str) | st.decimals(0, 10**6, places=3).map(str)
TREES = st.recursive(
    NUMBERS,
    lambda inner: st.tuples(inner, st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner).map(
        lambda t: f"({t[0]} {t[1]} {t[2]})"
    ),
    max_leaves=8,
)


def reference(tree: str) -> Fraction:
    """Python's own evaluation over fractions; the expression is one that the strategy above made.

    Each pair of brackets makes a fraction, since `//` gives an int, and two of those divide to a float.
    """
    tokens = tree.replace("(", " Fraction( ").replace(")", " ) ").split()
    source = " ".join(f"Fraction('{token}')" if token[0].isdigit() else token for token in tokens)
    return Fraction(eval(source, {"Fraction": Fraction}))  # noqa: S307 - our own strategy wrote it


@settings(max_examples=300, deadline=None)
@given(tree=TREES)
def test_any_expression_equals_arithmetic_on_fractions(tree: str) -> None:
    try:
        expected = reference(tree)
    except ZeroDivisionError:
        with pytest.raises(ToolFailed, match="Division by zero"):
            calculated(tree)
        return
    shown = calculated(tree).removeprefix(" ".join(tree.split())).removesuffix(" (% was read as the remainder)")
    exact = shown.split("≈")[0].split("=")[-1].strip()
    if exact and "…" not in exact:
        assert Fraction(exact) == expected


@settings(max_examples=400, deadline=1_000)
@given(text=st.text(max_size=40) | st.text(alphabet="0123456789.,()+-*/%^! esqrtlnoxgfacmi", max_size=60))
def test_any_text_is_calculated_or_refused(text: str) -> None:
    with contextlib.suppress(ToolFailed):
        assert calculated(text)


@pytest.mark.parametrize(
    "expression",
    [
        "+".join(["1/7", "1/11", "1/13"] * 40),
        "*".join(["9**3900"] * 60),
        "(1/3)**8000 + (1/7)**4000 + (1/11)**3000",
        "+".join(f"1/(10**{300 + n}+{n})" for n in range(30)),
        "root(9**4000, 999)",
        "ln(9**4000) * exp(8000) / exp(7999)",
        "lcm(" + ", ".join(str(10**15 + n) for n in range(25)) + ")",
        "comb(1000, 500)**" + "2**2**2",
        "sqrt(2)**13000",
    ],
)
@pytest.mark.timeout(10)  # unbounded, each of them takes hours
def test_no_expression_takes_long(expression: str) -> None:
    with contextlib.suppress(ToolFailed):
        calculated(expression)


async def test_the_tool_answers_with_the_expression_and_its_value() -> None:
    assert await calculator_tool().call(CONTEXT, json.dumps({"expression": " 15%  of 80 "})) == "15% of 80 = 12"
    assert calculator_tool().spec.name == "calculate"
