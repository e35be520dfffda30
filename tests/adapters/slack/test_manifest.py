import json

import pytest

from adapters.slack.manifest import EVENTS, manifest, rendered
from bot.core.command import CommandContext, command
from commands import declared
from deploy.sandbox.slack.app import EVENTS as KNOWN_EVENTS, SCOPES as KNOWN_SCOPES

COMMANDS = declared("Galerne").all


async def anything(_context: CommandContext) -> str:
    """Do anything."""
    return ""


def test_every_command_is_declared_with_its_usage() -> None:
    declared = {each["command"]: each for each in manifest(COMMANDS)["features"]["slash_commands"]}
    assert declared["/ask"]["usage_hint"] == "<question>"
    assert "/galerne-help" in declared  # /help is Slack's own
    assert all(each["should_escape"] for each in declared.values())


def test_it_asks_for_an_agent_in_the_messages_tab_over_a_socket() -> None:
    made = manifest(COMMANDS, name="Bot")
    assert "agent_view" in made["features"]
    assert "assistant_view" not in made["features"]
    assert made["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert made["settings"]["socket_mode_enabled"] is True
    assert made["display_information"]["name"] == made["features"]["bot_user"]["display_name"] == "Bot"


def test_it_asks_for_no_scope_or_event_that_slack_does_not_know() -> None:
    made = manifest(COMMANDS)
    assert set(made["oauth_config"]["scopes"]["bot"]) <= KNOWN_SCOPES
    assert set(EVENTS) <= KNOWN_EVENTS


def test_it_may_read_and_write_files_and_open_forms() -> None:
    made = manifest(COMMANDS)
    assert {"files:read", "files:write", "im:write"} <= set(made["oauth_config"]["scopes"]["bot"])
    assert made["settings"]["interactivity"]["is_enabled"] is True


def test_what_acts_on_a_message_is_a_shortcut_in_its_menu() -> None:
    shortcuts = {each["callback_id"]: each for each in manifest(COMMANDS)["features"]["shortcuts"]}
    assert shortcuts["summarize"]["name"] == "Summarise"
    assert {each["type"] for each in shortcuts.values()} == {"message"}
    assert shortcuts.keys() == {each.name for each in COMMANDS if each.on_message}


def test_over_http_every_request_has_its_address() -> None:
    url = "https://bot.example/slack/events"
    made = manifest(COMMANDS, url=url)
    assert made["settings"]["event_subscriptions"]["request_url"] == url
    assert made["settings"]["interactivity"]["request_url"] == url
    assert {each["url"] for each in made["features"]["slash_commands"]} == {url}
    assert made["settings"]["socket_mode_enabled"] is False


def test_slacks_limits_are_kept() -> None:
    made = manifest(COMMANDS)
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= 4
    with pytest.raises(ValueError, match="at most 32"):
        manifest([command(anything, name="x" * 32)])
    with pytest.raises(ValueError, match="at most 50"):
        manifest([command(anything, name=f"c{n}") for n in range(51)])
    shortcuts = made["features"]["shortcuts"]
    assert 1 <= len(shortcuts) <= 10
    assert all(len(each["name"]) <= 24 and 1 <= len(each["description"]) <= 150 for each in shortcuts)
    with pytest.raises(ValueError, match="at most 10 shortcuts"):
        manifest([command(anything, name=f"c{n}", on_message=f"Do {n}") for n in range(11)])
    with pytest.raises(ValueError, match="at most 24"):
        manifest([command(anything, on_message="x" * 25)])
    with pytest.raises(ValueError, match="1 to 35"):
        manifest([], name="x" * 36)


def test_it_is_printed_as_json() -> None:
    assert json.loads(rendered(manifest(COMMANDS))) == manifest(COMMANDS)
