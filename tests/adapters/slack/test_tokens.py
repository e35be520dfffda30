"""Tokens are checked at the start, and the sentence says which is wrong and where to get it."""

import pytest

from bot.core.errors import NotAllowed
from tests.adapters.slack.rig import Rig


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"bot_token": "xoxb-wrong"}, "SLACK_BOT_TOKEN"),
        ({"app_token": "xapp-wrong"}, "SLACK_APP_TOKEN"),
        ({"app_token": ""}, "SLACK_APP_TOKEN"),
        ({"mode": "http", "signing_secret": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
async def test_a_wrong_token_is_named_with_the_place_where_to_get_it(
    rig: Rig, changes: dict[str, str], named: str
) -> None:
    with pytest.raises(NotAllowed) as caught:
        await rig.start(**changes)
    assert named in caught.value.notice
    assert "https://api.slack.com/apps" in caught.value.notice
    rig._running = None


async def test_the_tokens_swapped_are_both_wrong(rig: Rig) -> None:
    config = rig.config
    with pytest.raises(NotAllowed):
        await rig.start(bot_token=config.app_token, app_token=config.bot_token)
    rig._running = None


def test_secrets_are_not_in_what_is_printed(rig: Rig) -> None:
    shown = repr(rig.config)
    assert not any(
        secret in shown for secret in (rig.config.bot_token, rig.config.app_token, rig.config.signing_secret)
    )
