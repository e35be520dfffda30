"""Limits of components."""

from typing import Any

import pytest

from deploy.sandbox.discord.component_form import read_components
from deploy.sandbox.discord.form import Form
from deploy.sandbox.discord.refusals import Refusal

Json = dict[str, Any]


def button(**more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Stop", "custom_id": "stop"} | more


def select(*values: str, default: bool = False, **more: Any) -> Json:
    options = [{"label": value, "value": value, "default": default} for value in values]
    return {"type": 3, "custom_id": "pages", "options": options} | more


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def complaint(components: list[Json], *, layout: bool = False) -> str:
    form = Form()
    read_components(form, components, layout=layout)
    with pytest.raises(Refusal) as refused:
        form.judge()
    return str(refused.value.body["errors"])


def test_components_come_back_with_ids() -> None:
    form = Form()
    [found] = read_components(form, [row(button(emoji=None))], layout=False)
    form.judge()
    assert found["id"] == 1
    assert found["components"] == [button() | {"id": 2}]


@pytest.mark.parametrize(
    ("components", "code"),
    [
        ([row()], "BASE_TYPE_BAD_LENGTH"),
        ([row(*(button(custom_id=str(n)) for n in range(6)))], "BASE_TYPE_MAX_LENGTH"),
        ([row(button(custom_id=str(n))) for n in range(6)], "BASE_TYPE_MAX_LENGTH"),
        ([row(button(), button())], "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ([row(button(custom_id="x" * 101))], "BASE_TYPE_BAD_LENGTH"),
        ([row(button(label="x" * 81))], "BASE_TYPE_MAX_LENGTH"),
        ([row(button(custom_id=None))], "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"),
        ([row(button(label=None))], "BUTTON_COMPONENT_INVALID_STYLE"),
        ([row({"type": 2, "style": 5, "label": "Open"})], "BUTTON_COMPONENT_URL_REQUIRED"),
        ([button()], "BASE_TYPE_CHOICES"),
        ([row({"type": 3, "options": []})], "BASE_TYPE_REQUIRED"),
        ([row(button(url="https://example.com", style=5))], "CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"),
        ([row(button(custom_id=None, style=5, url="https://" + "x" * 512))], "BASE_TYPE_MAX_LENGTH"),
        ([row(select("a"), button())], "COMPONENT_LAYOUT_WIDTH_EXCEEDED"),
        ([row(select())], "BASE_TYPE_REQUIRED"),
        ([row(select("a", "a"))], "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"),
        ([row(select("a", placeholder="x" * 151))], "BASE_TYPE_MAX_LENGTH"),
        ([row(select("a", min_values=2, max_values=1))], "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE"),
        ([row(select("a", max_values=2))], "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE"),
        ([row(select("a", "b", default=True))], "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES"),
        (
            [row({"type": 3, "custom_id": "s", "options": [{"label": str(n), "value": "v"} for n in range(26)]})],
            "BASE_TYPE_MAX_LENGTH",
        ),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(components: list[Json], code: str) -> None:
    assert code in complaint(components)


def test_layout_counts_all_text() -> None:
    texts = [{"type": 10, "content": "x" * 2001}, {"type": 10, "content": "x" * 2000}]
    assert "DISPLAYABLE_TEXT_SIZE" in complaint([{"type": 17, "components": texts}], layout=True)


def test_layout_counts_all_components() -> None:
    nested = {"type": 17, "components": [{"type": 10, "content": "x"}] * 40}
    assert "MAX_TOTAL_COMPONENTS" in complaint([nested], layout=True)


def test_section_has_an_accessory() -> None:
    form = Form()
    section = {"type": 9, "components": [{"type": 10, "content": "x"}], "accessory": button()}
    [found] = read_components(form, [section], layout=True)
    form.judge()
    assert found["accessory"]["id"] == 3
