import subprocess
import sys

import pytest

import adapters.discord


def test_discord_py_is_loaded_with_the_platform_only() -> None:
    code = (
        "import sys, adapters.discord, adapters.discord.invite, adapters.discord.parse; print('discord' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own words
    assert done.stdout.strip() == "False"


def test_the_platform_is_found_in_the_package() -> None:
    assert adapters.discord.DiscordPlatform.__name__ == "DiscordPlatform"
    with pytest.raises(AttributeError):
        _ = adapters.discord.SlackPlatform
