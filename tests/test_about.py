"""What `/about` says of the tool servers, as they are at that moment."""

from bot.about import about
from bot.settings import Settings


def test_tool_servers_are_named_with_how_they_are() -> None:
    said = about(Settings.load({}), ["tickets: 4 tools", "wiki: cannot be reached (ConnectError)"])

    assert said.endswith("**Tool servers:** tickets: 4 tools; wiki: cannot be reached (ConnectError).")


def test_without_any_nothing_is_said_of_them() -> None:
    assert "Tool servers" not in about(Settings.load({}), [])
