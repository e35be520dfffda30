"""Limits of application commands."""

from typing import Any

import pytest

from deploy.sandbox.discord.command_form import read_commands
from deploy.sandbox.discord.form import Form
from deploy.sandbox.discord.refusals import Refusal

Json = dict[str, Any]


def command(**more: Any) -> Json:
    return {"name": "ask", "description": "Ask", "type": 1} | more


def option(**more: Any) -> Json:
    return {"name": "q", "description": "Question", "type": 3} | more


def complaint(*commands: Json) -> str:
    form = Form()
    read_commands(form, list(commands))
    with pytest.raises(Refusal) as refused:
        form.judge()
    return str(refused.value.body["errors"])


@pytest.mark.parametrize("name", ["ask", "résumé", "a-b_c", "x" * 32, "日本"])
def test_sound_name_passes(name: str) -> None:
    form = Form()
    read_commands(form, [command(name=name), command(name="Ask this", type=3, description="")])
    form.judge()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": "Ask"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "a b"}, "APPLICATION_COMMAND_INVALID_NAME"),
        ({"name": "x" * 33}, "BASE_TYPE_BAD_LENGTH"),
        ({"description": ""}, "BASE_TYPE_BAD_LENGTH"),
        ({"description": "x" * 101}, "BASE_TYPE_BAD_LENGTH"),
        ({"type": 9}, "BASE_TYPE_CHOICES"),
        ({"type": 3}, "APPLICATION_COMMAND_INVALID_DESCRIPTION"),
        ({"options": [option(name=f"q{n}") for n in range(26)]}, "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(), option()]}, "OPTIONS_NAME_ALREADY_EXISTS"),
        ({"options": [option(), option(name="r", required=True)]}, "OPTIONS_REQUIRED_INVALID"),
        ({"options": [option(type=12)]}, "BASE_TYPE_CHOICES"),
        ({"options": [option(description="")]}, "BASE_TYPE_BAD_LENGTH"),
        ({"options": [option(choices=[{"name": str(n), "value": "v"} for n in range(26)])]}, "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(choices=[{"name": "x" * 101, "value": "v"}])]}, "BASE_TYPE_BAD_LENGTH"),
        ({"options": [option(choices=[{"name": "n", "value": "x" * 101}])]}, "BASE_TYPE_MAX_LENGTH"),
        ({"options": [option(type=4, choices=[{"name": "n", "value": "4"}])]}, "NUMBER_TYPE_COERCE"),
        ({"options": [option(type=5, autocomplete=True)]}, "INVALID_AUTOCOMPLETE"),
        ({"options": [option(autocomplete=True, choices=[{"name": "n", "value": "v"}])]}, "AUTOCOMPLETE_CHOICES"),
        ({"options": [option(min_value=1)]}, "INVALID_BOUND"),
        ({"options": [option(type=4, max_length=1)]}, "INVALID_BOUND"),
        ({"options": [option(type=4, min_value=0.5)]}, "INVALID_BOUND"),
        ({"options": [option(max_length=6_001)]}, "INVALID_BOUND"),
        ({"options": [option(type=1, options=[option(type=2)])]}, "BASE_TYPE_CHOICES"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(wrong: Json, code: str) -> None:
    assert code in complaint(command(**wrong))


def test_command_has_8000_characters_in_all() -> None:
    choices = [{"name": "n" * 100, "value": "v" * 100} for _ in range(20)]
    options = [option(name=f"q{n}", choices=choices) for n in range(2)]
    assert "APPLICATION_COMMAND_TOO_LARGE" in complaint(command(options=options))


def test_names_are_unique_by_kind() -> None:
    assert "DUPLICATE_NAME" in complaint(command(), command())
