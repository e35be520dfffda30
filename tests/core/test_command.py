"""A command is declared once and can be written anywhere."""

from typing import Annotated, Literal

import pytest
from pydantic import Field

from bot.core.command import Ask, Command, CommandContext, Commands, command
from bot.core.errors import CommandRejected
from bot.core.parameters import Parameter, among
from bot.core.values import Address, Author
from tests.core.file_fakes import FakeTurnFiles

WHERE = Address("slack", "T1", "C1", "1.0")
CONTEXT = CommandContext(WHERE, WHERE, Author("U1", "Ana"), 0.0, FakeTurnFiles())


async def paint(
    _context: CommandContext,
    colour: Annotated[Literal["red", "blue"], "which colour"],
    coats: Annotated[int, "how many"] = 1,
    note: str = "",
) -> str | Ask:
    """Paint it.

    More than a list shows.
    """
    return f"{colour} x {coats} {note}".strip()


async def ask(_context: CommandContext, question: str) -> str | Ask:
    """Ask."""
    return Ask(question)


async def seal(_context: CommandContext, what: str = "", *, colour: Literal["red", "blue"] = "red") -> str | Ask:
    """Seal."""
    return f"{what} {colour}"


PAINT: Command = command(paint)
COMMANDS = Commands([PAINT, command(ask), command(seal)])


def test_the_declaration_comes_from_the_signature() -> None:
    assert PAINT.name == "paint"
    assert PAINT.description == "Paint it."
    assert PAINT.parameters == (
        Parameter("colour", "which colour", required=True, choices=("red", "blue")),
        Parameter("coats", "how many", required=False, type="integer"),
        Parameter("note", "note", required=False),
    )
    assert PAINT.usage == "<colour> [coats] [note]"


async def test_a_keyword_is_written_by_its_name() -> None:
    sealing = command(seal)
    assert sealing.usage == "[what] [colour=red|blue]"
    assert [each.named for each in sealing.parameters] == [False, True]
    assert await sealing.run(CONTEXT, {"what": "wax", "colour": "blue"}) == "wax blue"


async def test_texts_are_turned_into_the_declared_types() -> None:
    assert await PAINT.run(CONTEXT, {"colour": "red", "coats": "2"}) == "red x 2"


async def test_a_wrong_argument_is_one_sentence_with_the_right_way() -> None:
    with pytest.raises(CommandRejected) as caught:
        await PAINT.run(CONTEXT, {"colour": "green"})

    assert caught.value.notice == (
        "I cannot use that: colour: Input should be 'red' or 'blue'. Write it as `/paint <colour> [coats] [note]`."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("!paint red 2 two words", {"colour": "red", "coats": "2", "note": "two words"}, id="exclamation"),
        pytest.param("/paint red", {"colour": "red"}, id="slash"),
        pytest.param('!PAINT "red" 2 "it\'s fine"', {"colour": "red", "coats": "2", "note": "it's fine"}, id="quotes"),
        pytest.param("!paint red 1 Ana's door", {"colour": "red", "coats": "1", "note": "Ana's door"}, id="apostrophe"),
        pytest.param("!paint", {}, id="nothing"),
        pytest.param("!paint red coats=2", {"colour": "red", "coats": "2"}, id="a name"),
        pytest.param('!paint Note="two words" red 2', {"note": "two words", "colour": "red", "coats": "2"}, id="first"),
        pytest.param("!paint coats='2' colour=red a b", {"coats": "2", "colour": "red", "note": "a b"}, id="all"),
        pytest.param("!paint red 2 note=“a b”", {"colour": "red", "coats": "2", "note": "a b"}, id="curly quotes"),
        pytest.param("!paint red 1 x=y a=", {"colour": "red", "coats": "1", "note": "x=y a="}, id="no name of its"),
        pytest.param("!ask question=1, or 2?", {"question": "question=1, or 2?"}, id="one parameter has no names"),
        pytest.param("!seal with wax colour=red", {"what": "with wax", "colour": "red"}, id="named only"),
        pytest.param("!seal blue", {"what": "blue"}, id="a named one is never given by its place"),
        pytest.param("!ask what is up?", {"question": "what is up?"}, id="one parameter takes it all"),
    ],
)
def test_a_command_can_be_written_in_a_message(text: str, expected: dict[str, str]) -> None:
    found = COMMANDS.written_in(text)

    assert found is not None
    assert found[1] == expected


@pytest.mark.parametrize("text", ["paint red", "!fly away", "/", "!", "", "look: !paint red", "!!! paint"])
def test_an_ordinary_message_is_no_command(text: str) -> None:
    assert COMMANDS.written_in(text) is None


async def test_a_name_that_is_nearly_one_of_ours_is_answered_with_ours() -> None:
    for written, meant in (("!piant red", "!paint"), ("/sael", "/seal"), ("!Paints", "!paint")):
        found = COMMANDS.written_in(written)
        assert found is not None
        called, values = found
        assert (called.private, called.queued) == (True, False)
        with pytest.raises(
            CommandRejected, match=f"There is no command `{written.split()[0]}`; did you mean `{meant}`"
        ):
            await called.run(CONTEXT, values)


@pytest.mark.parametrize(
    "text",
    ["!important: read this", "/etc/paint", "!!!", "!", "/", "! paint", "!2 paints", "!xyzzy", "paint", "!paint/1"],
)
def test_what_only_looks_like_a_command_is_an_ordinary_message(text: str) -> None:
    assert COMMANDS.written_in(text) is None


async def bounded(
    _context: CommandContext,
    number: Annotated[int, "how many", Field(ge=1, le=50)] = 3,
    share: Annotated[float, Field(ge=0.5)] = 1.0,
    word: Annotated[str, "a word", Field(max_length=8), among(["north", "south", "southern"])] = "",
    *,
    loud: bool = False,
) -> str:
    """Do it."""
    return f"{number} {share} {word} {loud}"


async def test_bounds_and_suggestions_are_declared_with_the_parameter() -> None:
    number, share, word, loud = command(bounded).parameters

    assert [(each.type, each.minimum, each.maximum) for each in (number, share, word, loud)] == [
        ("integer", 1, 50),
        ("number", 0.5, None),
        ("string", None, 8),
        ("boolean", None, None),
    ]
    assert word.suggest is not None
    assert await word.suggest("") == ["north", "south", "southern"]
    assert await word.suggest("sou") == ["south", "southern"]
    assert await word.suggest("TH") == ["north", "south", "southern"]
    assert await word.suggest("nroth") == ["north"]
    assert number.suggest is None
    with pytest.raises(CommandRejected, match="number: Input should be less than or equal to 50"):
        await command(bounded).run(CONTEXT, {"number": "51"})


async def test_no_more_is_suggested_than_can_be_shown() -> None:
    found = await among(str(number) for number in range(100)).find("")

    assert len(found) == 25
