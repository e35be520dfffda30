import json

import pytest

from deploy.sandbox.mistral.service import MistralService
from tests.sandbox.mistral.conftest import SMALL, Desk


async def test_environment_points_the_bot_at_the_port(desk: Desk) -> None:
    settings = desk.service.environment()

    assert set(settings) == {"MISTRAL_API_KEY", "MISTRAL_BASE_URL"}
    assert settings["MISTRAL_BASE_URL"] == str(desk.http.base_url).rstrip("/")


async def test_every_verb_is_a_method_that_speaks_json(desk: Desk) -> None:
    arguments = {
        "script": {"replies": [{"tokens": 3}]},
        "pace": {"first": 0.0, "tokens_per_second": 0.0},
        "limit": {"model": SMALL, "requests_per_minute": 5, "tokens_per_minute": 1000, "retry_after": False},
        "set_context": {"model": SMALL, "tokens": 1000},
        "timings": {},
        "files": {},
        "shelve": {"web": [{"title": "Tides", "url": "https://tides.example", "text": "High."}], "libraries": {}},
        "agents": {},
        "lose_conversations": {},
        "clear": {},
    }

    assert set(arguments) == MistralService.VERBS
    for verb, given in arguments.items():
        json.dumps(getattr(desk.service, verb)(**json.loads(json.dumps(given))))


async def test_clear_forgets_what_was_planned_and_measured(desk: Desk) -> None:
    await desk.ask("go")
    desk.service.script([{"text": "planned"}])
    desk.service.pace(first=60)

    desk.service.clear()

    assert desk.service.timings() == []
    assert await desk.text("go") != "planned"


async def test_unknown_model_and_unknown_script_keys_are_refused_to_the_driver(desk: Desk) -> None:
    with pytest.raises(ValueError, match="no model 'nothing'"):
        desk.service.set_context("nothing", 10)
    with pytest.raises(ValueError, match="no model 'nothing'"):
        desk.service.limit("nothing", 10)
    with pytest.raises(ValueError, match="no txt"):
        desk.service.script([{"txt": "x"}])
