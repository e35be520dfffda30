import pytest
from hypothesis import given, strategies as st

from adapters.discord.handles import FileHandle, InteractionHandle, unpack_file, unpack_interaction


def test_an_interaction_survives_being_stored() -> None:
    handle = InteractionHandle("1", "2", "3", "secret", private=True)
    assert unpack_interaction(handle.pack()) == handle


def test_a_token_is_not_shown_where_a_handle_is() -> None:
    assert "secret" not in repr(InteractionHandle("1", "2", "3", "secret"))


@pytest.mark.parametrize("wiped", ["", "600000000000000002", '{"id":"1"}', '{"token":"t"}', "[1]", "null"])
def test_without_a_token_there_is_no_interaction(wiped: str) -> None:
    assert unpack_interaction(wiped) is None


def test_a_file_survives_being_stored() -> None:
    handle = FileHandle("1", "2", "https://cdn.example/file?ex=1")
    assert unpack_file(handle.pack()) == handle


@given(st.text())
def test_any_string_can_be_unpacked(handle: str) -> None:
    unpack_interaction(handle)
    assert unpack_file(handle).url == unpack_file(handle).url
