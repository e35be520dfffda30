from typing import Annotated, Literal

import pytest
from pydantic import Field

from adapters.discord.commands import fingerprint, payload, shortened
from bot.core.command import Command, CommandContext, command
from bot.core.parameters import Parameter, among
from commands import declared as all_declared
from deploy.sandbox.discord.command_form import read_commands
from deploy.sandbox.discord.form import Form
from tests.sandbox.discord import openapi


async def model(
    context: CommandContext,
    why: Annotated[str, "what for"] = "",
    *,
    name: Annotated[Literal["small", "large"], "which model"],
    count: Annotated[int, "how many"] = 1,
    loud: bool = False,
    share: float = 0.5,
) -> str:
    """Show or switch the model.

    More words.
    """
    return name


def declared(*parameters: Parameter) -> list[dict[str, object]]:
    base = command(model)
    one = Command(base.name, base.description, parameters, base.arguments, base.function)
    options: list[dict[str, object]] = payload([one])[0]["options"]
    return options


def test_a_command_is_declared_as_discord_wants_it() -> None:
    [made] = payload([command(model)])
    assert (made["name"], made["description"], made["type"]) == ("model", "Show or switch the model.", 1)
    assert (made["contexts"], made["integration_types"]) == ([0, 1], [0])
    assert [(option["name"], option["type"], option["required"]) for option in made["options"]] == [
        ("name", 3, True),
        ("why", 3, False),
        ("count", 4, False),
        ("loud", 5, False),
        ("share", 10, False),
    ]
    assert made["options"][0]["choices"] == [{"name": "small", "value": "small"}, {"name": "large", "value": "large"}]


async def recap(
    context: CommandContext,
    what: Annotated[str, "what to read"] = "",
    *,
    audience: Annotated[Literal["me", "channel"], "for whom"] = "me",
    length: Annotated[Literal["short", "medium", "long"], "how long"] = "short",
) -> str:
    """Sum up what was said."""
    return what + audience + length


def test_optional_parameters_with_choices_are_chosen_from() -> None:
    what, audience, length = payload([command(recap)])[0]["options"]
    assert "choices" not in what
    assert [(each["type"], each["required"]) for each in (audience, length)] == [(3, False), (3, False)]
    assert audience["choices"] == [{"name": each, "value": each} for each in ("me", "channel")]
    assert length["choices"] == [{"name": each, "value": each} for each in ("short", "medium", "long")]


def test_a_command_that_takes_files_offers_them_last() -> None:
    [made] = payload([command(model, takes_file=True)])
    first, *others = [option for option in made["options"] if option["type"] == 11]
    assert made["options"][-5:] == [first, *others]
    assert first == {"name": "file", "description": "A file to read", "type": 11, "required": False}
    assert [(each["name"], each["required"]) for each in others] == [(f"file{n}", False) for n in (2, 3, 4, 5)]
    assert [option["type"] for option in payload([command(model)])[0]["options"]].count(11) == 0


def test_a_command_with_many_parameters_still_takes_a_file() -> None:
    base = command(model)
    many = tuple(Parameter(f"p{n}", "x", required=True) for n in range(30))
    one = Command(base.name, base.description, many, base.arguments, base.function, takes_file=True)
    options = payload([one])[0]["options"]
    assert (len(options), options[-5]["name"], options[-1]["name"]) == (25, "file", "file5")


def test_choices_have_the_type_of_their_option() -> None:
    [option] = declared(Parameter("n", "", required=True, choices=("1", "2"), type="integer"))
    assert option["choices"] == [{"name": "1", "value": 1}, {"name": "2", "value": 2}]
    [option] = declared(Parameter("n", "", required=True, choices=("0.5",), type="number"))
    assert option["choices"] == [{"name": "0.5", "value": 0.5}]


@pytest.mark.parametrize("choices", [tuple(map(str, range(26))), ("x" * 101,), ("",)], ids=["many", "long", "empty"])
def test_what_cannot_be_chosen_from_is_typed(choices: tuple[str, ...]) -> None:
    [option] = declared(Parameter("n", "words", required=True, choices=choices))
    assert "choices" not in option


def test_nothing_is_longer_than_discord_takes() -> None:
    [option] = declared(Parameter("N" * 40, "word " * 40, required=False))
    assert option["name"] == "n" * 32
    assert len(str(option["description"])) <= 100
    assert len(declared(*[Parameter(f"p{n}", "x", required=False) for n in range(30)])) == 25
    assert shortened("a  b\nc", 10) == "a b c"


def test_the_fingerprint_follows_the_payload() -> None:
    made = payload([command(model)])
    assert fingerprint(made) == fingerprint(payload([command(model)]))
    assert fingerprint(made) != fingerprint(payload([command(model, name="engine")]))


def test_what_acts_on_a_message_is_in_its_menu_too() -> None:
    slash, menu = payload([command(recap, on_message="Sum up from here")])
    assert (slash["type"], slash["name"]) == (1, "recap")
    assert (menu["type"], menu["name"]) == (3, "Sum up from here")
    assert not {"description", "options"} & menu.keys()
    assert (menu["contexts"], menu["integration_types"]) == (slash["contexts"], slash["integration_types"])


def test_the_menu_of_a_message_has_room_for_all_of_ours() -> None:
    """Discord: "Application Commands": 15 of a kind since March 2026, five before, and names of 32 characters."""
    menu = [each for each in payload(all_declared("Galerne").all) if each["type"] == 3]
    assert 1 <= len(menu) <= 15
    assert all(1 <= len(each["name"]) <= 32 for each in menu)


def test_nobody_can_give_arguments_in_a_menu() -> None:
    with pytest.raises(TypeError, match="nobody can give it arguments"):
        command(model, on_message="Switch")


def test_every_payload_is_what_discords_own_description_allows() -> None:
    """The description is not shipped with the project: without it this is left to the sandbox."""
    openapi.skip_without_spec()
    judge = openapi.validator(
        "paths",
        "/applications/{application_id}/commands",
        "put",
        "requestBody",
        "content",
        "application/json",
        "schema",
    )
    assert [error.message for error in judge.iter_errors(payload(all_declared("Galerne").all))] == []


async def measure(
    context: CommandContext,
    number: Annotated[int, "how many", Field(ge=1, le=50)],
    share: Annotated[float, Field(ge=0.5)] = 1.0,
    word: Annotated[str, "a word", Field(min_length=2, max_length=8), among(["north", "south"])] = "up",
    *,
    loud: bool = False,
) -> str:
    """Measure."""
    return f"{number} {share} {word} {loud}"


def test_bounds_and_suggestions_become_those_of_discord() -> None:
    number, share, word, loud = payload([command(measure)])[0]["options"]
    assert (number["min_value"], number["max_value"]) == (1, 50)
    assert (share["min_value"], "max_value" in share) == (0.5, False)
    assert (word["min_length"], word["max_length"], word["autocomplete"]) == (2, 8, True)
    assert not {"min_value", "max_value", "min_length", "autocomplete", "choices"} & loud.keys()
    form = Form()
    read_commands(form, payload([command(measure)]))
    form.judge()
