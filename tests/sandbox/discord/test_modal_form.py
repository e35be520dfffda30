"""What a modal may be."""

from typing import Any

import pytest

from deploy.sandbox.discord.modal_form import fields, filled, read_modal
from deploy.sandbox.discord.refusals import Refusal

Json = dict[str, Any]


def text(**more: Any) -> Json:
    return {"type": 4, "custom_id": "pages", "label": "Pages", "style": 1} | more


def row(*inputs: Json) -> Json:
    return {"type": 1, "components": list(inputs)}


def label(component: Json, **more: Any) -> Json:
    return {"type": 18, "label": "Pages", "component": component} | more


def modal(*rows: Json, **more: Any) -> Json:
    return {"custom_id": "form", "title": "Which pages?", "components": list(rows) or [row(text())]} | more


def test_modal_comes_with_ids() -> None:
    shown = read_modal(modal(row(text()), label(text(custom_id="b"), label="B"), {"type": 10, "content": "hi"}))
    assert [one["id"] for one in shown["components"]] == [1, 3, 5]
    assert [(one["custom_id"], one["label"]) for one in fields(shown["components"])] == [("pages", "Pages"), ("b", "B")]


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        (modal(custom_id=None), "custom_id", "STRING_TYPE_CONVERT"),
        (modal(custom_id="x" * 101), "custom_id", "BASE_TYPE_BAD_LENGTH"),
        (modal(title="x" * 46), "title", "BASE_TYPE_BAD_LENGTH"),
        (modal(components=[]), "components", "BASE_TYPE_BAD_LENGTH"),
        (modal(*[row(text(custom_id=str(n))) for n in range(6)]), "components", "BASE_TYPE_MAX_LENGTH"),
        (modal(row(text()), row(text())), "components", "COMPONENT_CUSTOM_ID_DUPLICATED"),
        (modal(row(text(), text(custom_id="b"))), "components", "BASE_TYPE_MAX_LENGTH"),
        (modal(row()), "components", "BASE_TYPE_BAD_LENGTH"),
        (modal(row(text(label="x" * 46))), "label", "BASE_TYPE_BAD_LENGTH"),
        (modal(row(text(style=3))), "style", "BASE_TYPE_CHOICES"),
        (modal(row(text(value="x" * 4001))), "value", "BASE_TYPE_MAX_LENGTH"),
        (modal(row(text(placeholder="x" * 101))), "placeholder", "BASE_TYPE_MAX_LENGTH"),
        (modal(row(text(max_length=4001))), "max_length", "NUMBER_TYPE_MAX"),
        (modal(row({"type": 2, "custom_id": "b"})), "type", "BASE_TYPE_CHOICES"),
        (modal(text()), "type", "BASE_TYPE_CHOICES"),
        (modal(label(text(), label="")), "label", "BASE_TYPE_BAD_LENGTH"),
        (modal(label({"type": 3, "custom_id": "s"})), "options", "BASE_TYPE_REQUIRED"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(given: Json, path: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_modal(given)
    assert path in str(refused.value.body["errors"])
    assert code in str(refused.value.body["errors"])


def test_answers_go_by_id_or_label_and_first_values_stay() -> None:
    rows = read_modal(modal(row(text()), label(text(custom_id="b", value="all"), label="B")))["components"]
    assert filled(rows, {"Pages": "1-20"}) == [
        {"type": 1, "id": 1, "components": [{"type": 4, "id": 2, "custom_id": "pages", "value": "1-20"}]},
        {"type": 18, "id": 3, "component": {"type": 4, "id": 4, "custom_id": "b", "value": "all"}},
    ]


@pytest.mark.parametrize("answers", [{}, {"Pages": ""}, {"Pages": "1"}, {"Pages": "x" * 11}, {"Pages": "12", "b": "c"}])
def test_what_no_client_would_send_is_a_mistake_of_the_test(answers: dict[str, str]) -> None:
    rows = read_modal(modal(row(text(min_length=2, max_length=10))))["components"]
    with pytest.raises(LookupError):
        filled(rows, answers)
