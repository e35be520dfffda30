from hypothesis import given, strategies as st

from bot.core.values import Attachment, Inbound, inbound_json
from bot.store.texts import dumped, dumped_files, loaded_files, storable
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


FILES = st.builds(Attachment, ANY_TEXT, ANY_TEXT, ANY_TEXT, st.integers(0, 2**53), ANY_TEXT)


def test_files_come_back_as_they_were() -> None:
    files = (Attachment("F1", "a, b.pdf", "application/pdf", 5, "handle"), Attachment("F2", "ü.png", "image/png", 0))

    assert loaded_files(dumped_files(())) == ()
    assert loaded_files(dumped_files(files)) == files


@given(st.lists(FILES))
def test_files_of_any_name_can_be_stored(files: list[Attachment]) -> None:
    stored = dumped_files(tuple(files))

    assert storable(stored) == stored
    assert [file.size for file in loaded_files(stored)] == [file.size for file in files]


def test_files_of_which_only_the_names_were_stored_are_known_by_name() -> None:
    assert loaded_files('["a, b.pdf", "ü.png"]') == (Attachment("", "a, b.pdf", "", 0), Attachment("", "ü.png", "", 0))
