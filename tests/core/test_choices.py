"""What is chosen more narrowly counts, and each value says where it comes from."""

from dataclasses import replace

import pytest

from bot.core.choices import ORDER, Choices, Chosen
from bot.core.values import Author
from tests.core.fakes import ANA, BAO, HERE
from tests.fakes import FakePreferences


def choices() -> Choices:
    return Choices(FakePreferences(), {"model": "small", "persona": ""})


async def test_what_nobody_has_chosen_is_the_operator_s() -> None:
    assert await choices().of(HERE, ANA) == {"model": Chosen("small", "default"), "persona": Chosen("", "default")}


async def test_a_narrower_choice_stands_above_a_wider_one() -> None:
    made, found = choices(), []
    for scope in reversed(ORDER):
        await made.choose(scope, HERE, ANA, "model", f"for {scope}")
        found.append((await made.of(HERE, ANA))["model"])

    assert found == [Chosen(f"for {scope}", scope) for scope in reversed(ORDER)]


async def test_a_choice_that_is_taken_back_lets_the_wider_one_hold() -> None:
    made = choices()
    await made.choose("channel", HERE, ANA, "model", "large")
    await made.choose("conversation", HERE, ANA, "model", "tiny")
    await made.choose("conversation", HERE, ANA, "model", "")

    assert (await made.of(HERE, ANA))["model"] == Chosen("large", "channel")


@pytest.mark.parametrize(
    ("scope", "elsewhere", "who", "holds"),
    [
        ("conversation", replace(HERE, thread="999.0"), ANA, False),
        ("conversation", HERE, BAO, True),
        ("me", replace(HERE, channel="C9"), ANA, True),
        ("me", HERE, BAO, False),
        ("channel", replace(HERE, thread="999.0"), BAO, True),
        ("channel", replace(HERE, channel="C9"), ANA, False),
        ("workspace", replace(HERE, channel="C9"), BAO, True),
        ("workspace", replace(HERE, workspace="T9"), ANA, False),
    ],
)
async def test_a_choice_holds_where_it_was_made_for(scope: str, elsewhere: object, who: Author, *, holds: bool) -> None:
    made = choices()
    await made.choose(scope, HERE, ANA, "model", "large")  # type: ignore[arg-type]  # one of them

    found = (await made.of(elsewhere, who))["model"]  # type: ignore[arg-type]  # an address

    assert (found.value == "large") is holds
