"""`MCP_SERVERS` as operators write it."""

import json
from pathlib import Path

import pytest

from bot.core.errors import SettingsInvalid
from bot.settings import Settings
from bot.tooling import tool_servers

USUAL = {
    "mcpServers": {
        "tickets": {"command": "uvx", "args": ["tickets-mcp"], "env": {"TOKEN": "${TICKETS_TOKEN}"}},
        "wiki": {
            "type": "http",
            "url": "https://wiki.example/mcp",
            "headers": {"Authorization": "Bearer ${WIKI_TOKEN}"},
        },
        "off": {"command": "x", "disabled": True},
    }
}
SECRETS = {"TICKETS_TOKEN": "t-1", "WIKI_TOKEN": "w-2", "MISTRAL_API_KEY": "k"}


@pytest.mark.parametrize("as_file", [True, False])
def test_servers_are_read_from_json_or_a_file_and_secrets_from_variables(tmp_path: Path, as_file: bool) -> None:
    text = json.dumps(USUAL)
    if as_file:
        (tmp_path / "mcp.json").write_text(text)
        text = str(tmp_path / "mcp.json")
    settings = Settings.load(SECRETS | {"MCP_SERVERS": text})
    found = tool_servers(settings)

    assert list(found) == ["tickets", "wiki"]
    assert found["tickets"].env == {"TOKEN": "t-1"}
    assert found["wiki"].headers == {"Authorization": "Bearer w-2"}
    assert "t-1" not in repr(settings)
    assert "t-1" not in repr(found)


def test_no_servers_are_none() -> None:
    assert tool_servers(Settings.load({"MISTRAL_API_KEY": "k"})) == {}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{not json", "is no JSON"),
        ("/no/such/file.json", "cannot be read from /no/such/file.json: No such file or directory"),
        ('{"mcpServers": {"a": {"command": "x", "env": {"T": "${NOT_SET}"}}}}', "names the variable NOT_SET"),
    ],
)
def test_what_is_wrong_is_told_with_all_other_problems(text: str, problem: str) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        Settings.load({"MISTRAL_API_KEY": "k", "MCP_SERVERS": text, "TIME_ZONE": "Mars"})

    assert f"MCP_SERVERS: {problem}" in str(refused.value)
    assert "TIME_ZONE" in str(refused.value)


@pytest.mark.parametrize(
    ("server", "problem"),
    [
        ({}, "a: Value error, needs either a command or a url"),
        ({"command": "x", "url": "https://a.example"}, "needs either a command or a url"),
        ({"url": "ftp://a.example", "headers": {"X": "secret-1"}}, "a.url"),
        ({"command": "x", "seconds": -1}, "a.seconds: Input should be greater than 0"),
    ],
)
def test_a_server_that_cannot_be_one_is_told_without_its_values(server: dict[str, object], problem: str) -> None:
    settings = Settings.load({"MISTRAL_API_KEY": "k", "MCP_SERVERS": json.dumps({"mcpServers": {"a": server}})})
    with pytest.raises(SettingsInvalid) as refused:
        tool_servers(settings)

    assert problem in str(refused.value)
    assert "secret-1" not in str(refused.value)
