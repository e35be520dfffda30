import pytest

from deploy.sandbox.mistral.catalogue import MODELS
from tests.sandbox.mistral.conftest import Desk


async def test_every_id_and_every_alias_has_a_card(desk: Desk) -> None:
    listed = (await desk.http.get("/v1/models")).json()

    assert listed["object"] == "list"
    assert {card["id"] for card in listed["data"]} == {name for model in MODELS for name in model.names()}


async def test_card_tells_window_capabilities_and_other_names(desk: Desk) -> None:
    card = (await desk.http.get("/v1/models/mistral-small-latest")).json()

    assert card["aliases"] == ["mistral-small-2603"]
    assert card["max_context_length"] == 262_144
    assert card["capabilities"]["vision"]
    assert card["capabilities"]["function_calling"]
    assert not card["capabilities"]["ocr"]


async def test_deprecated_model_names_its_end_and_its_successor(desk: Desk) -> None:
    card = (await desk.http.get("/v1/models/mistral-ocr-4-0")).json()

    assert card["deprecation"] == "2026-09-29T00:00:00Z"
    assert card["deprecation_replacement_model"] == "mistral-ocr-4-1"


@pytest.mark.parametrize("name", ["mistral-large-2411", "nothing"])
async def test_retired_model_has_no_card(desk: Desk, name: str) -> None:
    assert (await desk.http.get(f"/v1/models/{name}")).status_code == 404


@pytest.mark.parametrize(
    ("name", "capability"),
    [("mistral-ocr-latest", "ocr"), ("voxtral-mini-latest", "audio_transcription"), ("mistral-small-latest", "vision")],
)
async def test_models_that_read_hear_and_see_say_so(desk: Desk, name: str, capability: str) -> None:
    card = (await desk.http.get(f"/v1/models/{name}")).json()

    assert card["capabilities"][capability]
    assert card["capabilities"]["completion_chat"] == (capability == "vision")
