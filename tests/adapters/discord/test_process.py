import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.config import DEFAULT_API, DiscordConfig
from adapters.discord.process import point_discord_py


@pytest.mark.usefixtures("endpoints")
def test_discord_itself_needs_no_change() -> None:
    before = DiscordWebSocket.DEFAULT_GATEWAY
    point_discord_py(DiscordConfig("token"))
    assert (DEFAULT_API, before) == (Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY)


@pytest.mark.usefixtures("endpoints")
def test_another_discord_is_pointed_at() -> None:
    point_discord_py(DiscordConfig("token", "http://127.0.0.1:9/api/v10/", "ws://127.0.0.1:9/gw"))
    assert Route("GET", "/users/@me").url == "http://127.0.0.1:9/api/v10/users/@me"
    assert yarl.URL("ws://127.0.0.1:9/gw") == DiscordWebSocket.DEFAULT_GATEWAY


def test_a_token_is_not_shown_where_settings_are() -> None:
    assert "secret" not in repr(DiscordConfig("secret"))
