from hypothesis import given, strategies as st

from bot.core.values import Inbound, inbound_json
from bot.store.texts import dumped, dumped_names, loaded_names, storable
from tests.contracts.stores import message

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_becomes_utf_8_without_nul(text: str) -> None:
    stored = storable(text)

    assert "\0" not in stored
    assert stored.encode().decode() == stored
    assert len(stored) == len(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_proper_text_stays_as_it_is(text: str) -> None:
    assert storable(text) == text


@given(ANY_TEXT)
def test_any_event_can_be_dumped_and_read_back(text: str) -> None:
    event: Inbound = message(1, text or "x")

    assert inbound_json.validate_json(dumped(inbound_json, event)).event_id == event.event_id


def test_proper_event_comes_back_as_it_was() -> None:
    event: Inbound = message(1, "👋 « bonjour »")

    assert inbound_json.validate_json(dumped(inbound_json, event)) == event


def test_names_come_back_as_they_were() -> None:
    assert loaded_names(dumped_names(())) == ()
    assert loaded_names(dumped_names(("a, b.pdf", "ü.png"))) == ("a, b.pdf", "ü.png")
