"""Settings are read at once, and every problem is said at once."""

import traceback
from pathlib import Path

import pytest

from bot.core.errors import SettingsInvalid
from bot.settings import Settings

ROOT = Path(__file__).parent.parent


def test_the_defaults_are_enough_to_look_around() -> None:
    settings = Settings.load({})

    assert settings.mistral_base_url == "https://api.mistral.ai"
    assert settings.database_url.get_secret_value() == "sqlite:///galerne.sqlite3"


def test_every_problem_is_named_with_its_variable_and_an_example() -> None:
    with pytest.raises(SettingsInvalid) as caught:
        Settings.load(
            {
                "SLACK_BOT_TOKEN": "xoxp-secret",
                "CURRENCY": "GBP",
                "TIME_ZONE": "Mars/Olympus",
                "CONTEXT_TOKENS": "many",
                "MISTRAL_BASE_URL": "api.mistral.ai",
            }
        )

    lines = str(caught.value).splitlines()
    assert len(lines) == 5
    assert "CURRENCY: Input should be 'EUR' or 'USD'. For example: CURRENCY=EUR" in lines
    assert "TIME_ZONE: is no time zone of the IANA list. For example: TIME_ZONE=Europe/Paris" in lines
    assert any(line.startswith("SLACK_BOT_TOKEN: ") and line.endswith("SLACK_BOT_TOKEN=xoxb-...") for line in lines)


def test_secrets_are_never_printed() -> None:
    settings = Settings.load({"MISTRAL_API_KEY": "key-3141", "SLACK_BOT_TOKEN": "xoxb-3141", "DISCORD_TOKEN": "d-3141"})

    assert "3141" not in f"{settings!r} {settings} {settings.model_dump()}"
    with pytest.raises(SettingsInvalid) as caught:
        Settings.load({"SLACK_BOT_TOKEN": "wrong-3141", "SLACK_APP_TOKEN": "wrong-3141"})
    assert "3141" not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__suppress_context__


def test_the_environment_outranks_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("BOT_NAME=Filed\nCURRENCY=USD\nUNKNOWN=1\n", encoding="utf-8")

    settings = Settings.load({"BOT_NAME": "Exported", "CURRENCY": ""}, file)

    assert settings.bot_name == "Exported"
    assert settings.currency == "USD"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Settings.load({}).bot_name = "Other"


def test_every_setting_has_a_line_for_people() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.examples, name


def test_lists_of_people_are_ids_with_or_without_their_platform() -> None:
    settings = Settings.load({"ADMINS": "slack:U012AB3CD, 81384788765712384\nconsole:you"})

    assert settings.admins == {"slack:U012AB3CD", "81384788765712384", "console:you"}
    with pytest.raises(
        SettingsInvalid, match=r"DENY_PEOPLE: '@ana' is no id\. For example: DENY_PEOPLE=slack:U012AB3CD"
    ):
        Settings.load({"DENY_PEOPLE": "U1 @ana"})
