"""An operator's agents are read, or refused with a sentence."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.core.agents import read_agents


def test_agents_are_read_from_json_or_from_a_file(tmp_path: Path) -> None:
    text = json.dumps({"finder": {"model": "mistral-medium-latest", "tools": ["web_search"]}, "desk": {"id": "ag_1"}})
    (tmp_path / "agents.json").write_text(text, encoding="utf-8")

    assert read_agents(text) == read_agents(str(tmp_path / "agents.json"))
    assert read_agents(text)["finder"].tools == ("web_search",)
    assert read_agents("") == {}


@pytest.mark.parametrize(
    ("agents", "sentence"),
    [
        ({"a": {}}, "needs an id or a model"),
        ({"a": {"id": "ag_1", "model": "m"}}, "needs an id or a model"),
        ({"a": {"id": "ag_1", "tools": ["web_search"]}}, "all else is set on Mistral's side"),
        ({"a": {"model": "m", "tools": ["telepathy"]}}, "a.tools.0"),
        ({"A b": {"model": "m"}}, "A b"),
        ({"a": {"model": "m", "handoffs": ["b"]}}, "a hands over to b, which is not defined"),
        ({"a": {"model": "m", "handoffs": ["b"]}, "b": {"model": "m", "handoffs": ["a"]}}, "a -> b -> a"),
    ],
)
def test_a_wrong_agent_is_named(agents: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_agents(json.dumps(agents))


@pytest.mark.parametrize(("text", "sentence"), [("{", "is not JSON"), ("/nowhere.json", "no file that can be read")])
def test_what_cannot_be_read_is_said(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        read_agents(text)
