"""Limits of embeds."""

from typing import Any

import pytest

from deploy.sandbox.discord.embed_form import read_embeds
from deploy.sandbox.discord.form import Form
from deploy.sandbox.discord.refusals import Refusal


def complaint(embeds: list[dict[str, Any]]) -> str:
    form = Form()
    read_embeds(form, embeds)
    with pytest.raises(Refusal) as refused:
        form.judge()
    return str(refused.value.body["errors"])


@pytest.mark.parametrize(
    ("embed", "field"),
    [
        ({"title": "x" * 257}, "title"),
        ({"description": "x" * 4097}, "description"),
        ({"footer": {"text": "x" * 2049}}, "footer"),
        ({"author": {"name": "x" * 257}}, "author"),
        ({"fields": [{"name": "a", "value": "b"}] * 26}, "fields"),
        ({"fields": [{"name": "", "value": "b"}]}, "name"),
        ({"fields": [{"name": "a", "value": "x" * 1025}]}, "value"),
    ],
)
def test_part_that_is_too_long_is_named(embed: dict[str, Any], field: str) -> None:
    assert f"'{field}'" in complaint([embed])


def test_total_counts_all_embeds() -> None:
    assert "MAX_EMBED_SIZE_EXCEEDED" in complaint([{"description": "x" * 3000}, {"description": "x" * 3001}])


def test_sound_embeds_come_back_as_rich() -> None:
    form = Form()
    found = read_embeds(form, [{"description": "x" * 3000, "title": None}, {"fields": [{"name": "a", "value": "b"}]}])
    form.judge()
    assert found[0] == {"description": "x" * 3000, "type": "rich"}
    assert found[1]["fields"] == [{"name": "a", "value": "b", "inline": False}]
