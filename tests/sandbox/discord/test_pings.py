"""Whom a message alerts."""

from typing import Any

import httpx
import pytest

from deploy.sandbox.discord.service import DiscordService
from tests.sandbox.discord.verdicts import complaints

EVERYBODY = "@everyone @here <@{Ana}> <@&{@launch-crew}> <@&{@board}>"


async def post(api: httpx.AsyncClient, service: DiscordService, **body: Any) -> Any:
    ids = service.ids()
    body["content"] = body["content"].format_map(ids)
    response = await api.post(f"/channels/{ids['#launch']}/messages", json=body)
    response.raise_for_status()
    return response.json()


def notified(service: DiscordService) -> list[str]:
    return list(service.messages("#launch")[-1]["notified"])


async def test_without_allowed_mentions_everything_alerts(api: httpx.AsyncClient, service: DiscordService) -> None:
    answer = await post(api, service, content=EVERYBODY)
    ids = service.ids()
    assert set(notified(service)) == {"@everyone", "@here", ids["Ana"], ids["@launch-crew"], ids["@board"]}
    assert answer["mention_everyone"] is True
    assert [one["username"] for one in answer["mentions"]] == ["ana.costa"]


async def test_unmentionable_role_needs_the_permission(api: httpx.AsyncClient, service: DiscordService) -> None:
    service.permit("#launch", "mention_everyone", allowed=False)
    await post(api, service, content=EVERYBODY)
    assert set(notified(service)) == {service.ids()["Ana"], service.ids()["@launch-crew"]}


async def test_nothing_allowed_alerts_nobody(api: httpx.AsyncClient, service: DiscordService) -> None:
    answer = await post(api, service, content=EVERYBODY, allowed_mentions={"parse": []})
    assert notified(service) == []
    assert (answer["mentions"], answer["mention_roles"], answer["mention_everyone"]) == ([], [], False)


async def test_allowed_ids_alert_alone(api: httpx.AsyncClient, service: DiscordService) -> None:
    ids = service.ids()
    allowed = {"parse": [], "users": [ids["Ana"]], "roles": [ids["@board"]]}
    await post(api, service, content=EVERYBODY + " <@{Bao}>", allowed_mentions=allowed)
    assert set(notified(service)) == {ids["Ana"], ids["@board"]}


async def test_reply_alerts_unless_told_otherwise(api: httpx.AsyncClient, service: DiscordService) -> None:
    reference = {"message_id": service.say("Bao", "#launch", "hm")}
    await post(api, service, content="a", message_reference=reference)
    assert notified(service) == [service.ids()["Bao"]]
    await post(api, service, content="b", message_reference=reference, allowed_mentions={"replied_user": False})
    assert notified(service) == []
    await post(api, service, content="c", message_reference=reference, allowed_mentions={"replied_user": True})
    assert notified(service) == [service.ids()["Bao"]]


async def test_edit_without_content_parses_with_full_defaults(api: httpx.AsyncClient, service: DiscordService) -> None:
    made = await post(api, service, content="<@{Ana}>", allowed_mentions={"parse": []})
    path = f"/channels/{made['channel_id']}/messages/{made['id']}"
    await api.patch(path, json={"embeds": [{"title": "t"}], "allowed_mentions": {"parse": []}})
    assert notified(service) == []
    await api.patch(path, json={"embeds": []})
    assert notified(service) == [service.ids()["Ana"]]


async def test_nobody_is_alerted_where_they_cannot_look(service: DiscordService) -> None:
    service.say("Dev", "#board", "<@{Bao}> <@{Ana}>".format_map(service.ids()))
    assert service.messages("#board")[0]["notified"] == [service.ids()["Ana"]]


@pytest.mark.parametrize(
    ("allowed", "path"),
    [
        ({"parse": ["all"]}, "allowed_mentions.parse.0"),
        ({"parse": ["users"], "users": ["1"]}, "allowed_mentions"),
        ({"users": ["x"]}, "allowed_mentions.users.0"),
        ({"users": ["1"] * 101}, "allowed_mentions.users"),
        ({"replied_user": 1}, "allowed_mentions.replied_user"),
        ("none", "allowed_mentions"),
    ],
)
async def test_malformed_allowances_are_refused(
    api: httpx.AsyncClient, service: DiscordService, allowed: Any, path: str
) -> None:
    body = {"content": "x", "allowed_mentions": allowed}
    response = await api.post(f"/channels/{service.ids()['#launch']}/messages", json=body)
    assert path in complaints(response)
