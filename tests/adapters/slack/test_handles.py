import pytest

from adapters.slack.handles import AskHandle, FileHandle, read, written


def test_a_handle_is_read_as_it_was_written() -> None:
    handle = AskHandle("T1", direct=True, response_url="https://hooks.slack.com/1", line="/ask été")
    assert read(AskHandle, written(handle)) == handle
    assert read(FileHandle, written(FileHandle("https://files.slack.com/1", "hosted"))).mode == "hosted"


def test_a_handle_of_defaults_is_short() -> None:
    assert written(AskHandle()) == "{}"


@pytest.mark.parametrize("handle", ["", "{", "[1]", '"x"', '{"unknown":1}', "null"])
def test_an_unreadable_handle_gives_the_defaults(handle: str) -> None:
    assert read(AskHandle, handle) == AskHandle()
