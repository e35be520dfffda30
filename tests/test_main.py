"""The command line, as a person types it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.health import AWAY
from tests.bench.processes import bot, only, sandbox

ROOT = Path(__file__).parent.parent


def run(folder: Path, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ}
    command = [sys.executable, "-m", "bot", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own module


def test_run_without_tokens_says_what_is_missing_and_where_to_get_it(tmp_path: Path) -> None:
    done = run(tmp_path, "run")

    assert done.returncode == 2
    assert "MISTRAL_API_KEY is missing; take a key from console.mistral.ai" in done.stdout
    assert "SLACK_BOT_TOKEN is missing" in done.stdout
    assert "DISCORD_TOKEN is missing" in done.stdout
    assert done.stderr == ""


def test_the_doctor_names_what_is_missing_and_ends_with_1(tmp_path: Path) -> None:
    done = run(tmp_path, "doctor")

    assert done.returncode == 1
    assert "✗ Mistral: MISTRAL_API_KEY is missing; take a key from console.mistral.ai" in done.stdout
    assert "✓ Database: " in done.stdout
    assert done.stderr == ""


def test_wrong_settings_are_all_named_and_end_with_2(tmp_path: Path) -> None:
    done = run(tmp_path, "run", CURRENCY="GBP", SLACK_APP_TOKEN="xoxb-1")

    assert done.returncode == 2
    assert "CURRENCY: " in done.stderr
    assert "SLACK_APP_TOKEN: does not begin with xapp-. For example: SLACK_APP_TOKEN=xapp-..." in done.stderr
    assert "Traceback" not in done.stderr


def test_the_manifest_is_the_one_that_is_deployed(tmp_path: Path) -> None:
    done = run(tmp_path, "manifest")

    assert json.loads(done.stdout)["display_information"]["name"] == "Galerne"
    assert done.stdout == (ROOT / "deploy" / "slack-manifest.json").read_text(encoding="utf-8")


def test_the_invitation_asks_for_no_more_than_is_used(tmp_path: Path) -> None:
    done = run(tmp_path, "invite", DISCORD_TOKEN="MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y")

    assert done.stdout.startswith("https://discord.com/oauth2/authorize?client_id=123456789012345678&scope=bot")
    assert int(done.stdout.strip().rpartition("permissions=")[2]) & (1 << 3) == 0, "no administrator"


@pytest.mark.parametrize(("token", "sentence"), [("", "DISCORD_TOKEN is not set"), ("nonsense", "does not look like")])
def test_an_invitation_without_a_token_says_where_to_get_it(tmp_path: Path, token: str, sentence: str) -> None:
    done = run(tmp_path, "invite", DISCORD_TOKEN=token)

    assert done.returncode == 2
    assert sentence in done.stdout


def test_the_console_needs_a_key(tmp_path: Path) -> None:
    done = run(tmp_path, "console")

    assert done.returncode == 2
    assert "MISTRAL_API_KEY is not set: take a key from console.mistral.ai" in done.stdout


def test_health_needs_a_file_and_a_bot(tmp_path: Path) -> None:
    assert run(tmp_path, "health").returncode == 2
    assert run(tmp_path, "health", HEALTH_FILE=str(tmp_path / "health")).returncode == 1
    (tmp_path / "health").touch()
    assert run(tmp_path, "health", HEALTH_FILE=str(tmp_path / "health")).returncode == 0
    (tmp_path / "health").write_text("receiving discord shard 0 of 2", encoding="utf-8")
    assert run(tmp_path, "health", HEALTH_FILE=str(tmp_path / "health")).stdout == "receiving discord shard 0 of 2\n"
    (tmp_path / "health").write_text(AWAY, encoding="utf-8")
    away = run(tmp_path, "health", HEALTH_FILE=str(tmp_path / "health"))
    assert (away.returncode, away.stdout) == (1, f"{AWAY}\n")
    assert run(tmp_path, "health", "--alive", HEALTH_FILE=str(tmp_path / "health")).returncode == 0


def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "not-a-database").write_text("hello " * 1000, encoding="utf-8")
    tokens = {"MISTRAL_API_KEY": "k", "DISCORD_TOKEN": "d", "DATABASE_URL": f"sqlite:///{tmp_path}/not-a-database"}
    done = run(tmp_path, "run", **tokens)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_sigterm_ends_the_bot_in_order() -> None:
    with sandbox() as world, bot(only(world.environment, "slack", "discord")) as running:
        assert running.health.exists()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(timeout=10) == 0
        assert not running.health.exists()
        end = time.monotonic() + 5
        while world.do("slack", "sockets") and time.monotonic() < end:
            time.sleep(0.01)
        assert world.do("slack", "sockets") == 0
        assert world.do("discord", "connected") == 0


def test_tokens_that_are_refused_are_one_sentence_each(tmp_path: Path) -> None:
    with sandbox() as world:
        tokens = {"SLACK_BOT_TOKEN": "xoxb-wrong", "DISCORD_TOKEN": "wrong"}
        done = run(tmp_path, "run", **{**world.environment, **tokens})

    assert done.returncode == 1
    assert "Slack is not running: " in done.stderr
    assert "Discord is not running: " in done.stderr
    assert "Traceback" not in done.stderr
