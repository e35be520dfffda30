"""Form errors by path."""

from typing import Any

import pytest

from deploy.sandbox.discord.form import Form, length
from deploy.sandbox.discord.refusals import Refusal


def complaint(form: Form) -> Any:
    with pytest.raises(Refusal) as refused:
        form.judge()
    return refused.value.body["errors"]


def test_sound_form_passes() -> None:
    form = Form()
    assert form.text("name", "x" * 5, 5, 1) == "xxxxx"
    assert form.snowflake("id", 12) == form.snowflake("id", "12") == 12
    assert form.items("list", None, 3) == []
    form.judge()


def test_length_counts_utf16_units() -> None:
    assert length("a😀é") == 4


def test_complaints_are_nested_by_path() -> None:
    form = Form()
    form.text("embeds.0.title", "x" * 9, 8)
    form.text("content", 7, 8)
    errors = complaint(form)
    assert errors["embeds"]["0"]["title"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert errors["content"]["_errors"][0]["code"] == "STRING_TYPE_CONVERT"


@pytest.mark.parametrize(
    ("value", "code"),
    [("", "BASE_TYPE_BAD_LENGTH"), ("xxx", "BASE_TYPE_BAD_LENGTH"), (None, "STRING_TYPE_CONVERT")],
    ids=["empty", "long", "missing"],
)
def test_required_text_has_two_bounds(value: Any, code: str) -> None:
    form = Form()
    form.text("name", value, 2, 1)
    assert complaint(form)["name"]["_errors"][0]["code"] == code


@pytest.mark.parametrize("value", ["x", "", True, None, 1.5, [1]])
def test_what_is_no_id_is_named(value: Any) -> None:
    form = Form()
    form.snowflake("id", value)
    assert complaint(form)["id"]["_errors"][0]["code"] == "NUMBER_TYPE_COERCE"


def test_lists_have_a_most_and_hold_objects() -> None:
    form = Form()
    assert form.objects("a", [{}, 3], 1) == [{}]
    form.items("b", "no list", 1)
    form.one_of("c", True, (0, 1))
    form.whole("d", "x", 1, 100, 50)
    form.whole("e", 101, 1, 100, 50)
    assert set(complaint(form)) == {"a", "b", "c", "d", "e"}
