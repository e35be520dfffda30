from typing import Any

import pytest

from bot.core.messages import ModelCard
from bot.mistral.cards import ASSUMED, parse_cards

FLAGS = {"completion_chat": True, "function_calling": True, "vision": True, "reasoning": False, "fine_tuning": True}


def listed(own: str, *aliases: str, **more: Any) -> dict[str, Any]:
    return {"id": own, "object": "model", "aliases": list(aliases), "capabilities": FLAGS, **more}


def test_card_is_read_whole() -> None:
    body = {
        "object": "list",
        "data": [
            listed(
                "mistral-large-2512",
                "mistral-large-latest",
                max_context_length=262144,
                deprecation="2027-01-31T12:00:00Z",
                deprecation_replacement_model="mistral-large-4-0",
                something_new={"a": 1},
            )
        ],
    }

    assert parse_cards(body, ()) == [
        ModelCard(
            id="mistral-large-2512",
            aliases=("mistral-large-latest",),
            context=262_144,
            capabilities=frozenset({"chat", "tools", "vision"}),
            deprecated="2027-01-31",
            replacement="mistral-large-4-0",
        )
    ]


@pytest.mark.parametrize(
    ("cards", "known", "own"),
    [
        ([listed("x-latest", "x-one", name="x-one"), listed("x-one", "x-latest", name="x-one")], (), "x-one"),
        ([listed("x-latest", "x-3-5", "x-2604"), listed("x-3-5", "x-latest", "x-2604")], ("x-3-5",), "x-3-5"),
        ([listed("x-latest", "x-2604"), listed("x-2604", "x-latest")], (), "x-2604"),
        ([listed("x-latest", name="The X")], (), "x-latest"),
    ],
    ids=["by name", "by what we know", "by date", "as it is"],
)
def test_aliases_listed_as_cards_of_their_own_are_one_model(
    cards: list[dict[str, Any]], known: tuple[str, ...], own: str
) -> None:
    assert [card.id for card in parse_cards({"data": cards}, known)] == [own]


def test_embedding_model_is_known_by_its_name() -> None:
    card = listed("mistral-embed-2312", "mistral-embed") | {"capabilities": {"completion_chat": False}}

    assert parse_cards({"data": [card]}, ())[0].capabilities == {"embeddings"}


def test_transcription_is_not_the_same_as_chatting_about_sound() -> None:
    chatting = listed("voxtral-small-2507") | {"capabilities": {"completion_chat": True, "audio": True}}
    writing = listed("voxtral-mini-2602") | {"capabilities": {"audio_transcription": True}}

    assert [card.capabilities for card in parse_cards([chatting, writing], ())] == [{"chat"}, {"audio"}]


def test_model_of_a_compatible_server_that_says_nothing_is_taken_to_chat() -> None:
    assert parse_cards({"data": [{"id": "llama"}]}, ()) == [ModelCard("llama", capabilities=ASSUMED)]


@pytest.mark.parametrize(
    "body", [None, 3, [], {}, {"data": None}, {"data": [None, 3, {}, {"id": None}]}, {"data": {"id": "x"}}]
)
def test_what_is_no_list_of_models_holds_none(body: Any) -> None:
    assert parse_cards(body, ()) == []


def test_fields_of_the_wrong_type_do_no_harm() -> None:
    card = {"id": "x", "aliases": [3, "y"], "max_context_length": "many", "capabilities": [], "deprecation": None}

    assert parse_cards([card], ()) == [ModelCard("x", ("y",), capabilities=ASSUMED)]
