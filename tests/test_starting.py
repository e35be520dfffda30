"""What `run` says first."""

import pytest

from bot.settings import Settings
from bot.starting import start_lines

BOTH = {"MISTRAL_API_KEY": "k", "SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1", "DISCORD_TOKEN": "d"}


def lines_for(environ: dict[str, str]) -> tuple[bool, str]:
    startable, lines = start_lines(Settings.load(environ))
    return startable, "\n".join(lines)


def test_everything_set_starts_both() -> None:
    startable, text = lines_for(BOTH)

    assert startable
    assert "Slack: starting, over Socket Mode." in text
    assert "Discord: starting." in text


@pytest.mark.parametrize(
    ("missing", "startable", "sentence"),
    [
        ("MISTRAL_API_KEY", False, "take a key from console.mistral.ai"),
        ("SLACK_BOT_TOKEN", True, "SLACK_BOT_TOKEN is missing, from your Slack app's page, OAuth & Permissions."),
        ("SLACK_APP_TOKEN", True, "SLACK_APP_TOKEN is missing, an app-level token with connections:write"),
        ("DISCORD_TOKEN", True, "DISCORD_TOKEN is missing, from the Discord developer portal"),
    ],
)
def test_what_is_missing_is_named_with_the_place_to_get_it(missing: str, startable: bool, sentence: str) -> None:
    got, text = lines_for({name: value for name, value in BOTH.items() if name != missing})

    assert got is startable
    assert sentence in text


def test_http_mode_needs_the_signing_secret() -> None:
    assert "SLACK_SIGNING_SECRET is missing" in lines_for(BOTH | {"SLACK_MODE": "http"})[1]
    assert "over HTTP on port 3000" in lines_for(BOTH | {"SLACK_MODE": "http", "SLACK_SIGNING_SECRET": "s"})[1]


def test_nothing_set_points_to_the_sandbox() -> None:
    startable, text = lines_for({})

    assert not startable
    assert "python -m bot try" in text


def test_a_worker_needs_only_what_it_answers_with() -> None:
    startable, text = lines_for(BOTH | {"ROLE": "worker", "SLACK_APP_TOKEN": ""})

    assert startable
    assert "Slack: answering what the receivers accept." in text
    assert "Discord: answering what the receivers accept." in text
