import pytest

from deploy.sandbox.slack.records import Rank
from tests.sandbox.slack.sandbox import BAO, BOT, TEAM, Sandbox


async def test_the_app_learns_who_it_is(world: Sandbox) -> None:
    answer = await world.client().auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == (BOT, "B0SANDBOX", TEAM)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_a_person_has_a_name_and_a_time_zone(world: Sandbox) -> None:
    user = (await world.client().users_info(user=BAO))["user"]

    assert (user["real_name"], user["tz"], user["tz_offset"]) == ("Bao", "Asia/Ho_Chi_Minh", 25200)
    assert user["profile"]["display_name"] == "Bao"
    assert (await world.client().users_info(user=BOT))["user"]["is_bot"] is True
    assert await world.error("users.info", user="U0X") == "user_not_found"


async def test_people_are_listed_in_pages(world: Sandbox) -> None:
    first = await world.client().users_list(limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    rest = await world.client().users_list(limit=3, cursor=cursor)

    names = [user["real_name"] for user in first["members"] + rest["members"]]
    assert names == ["Ana", "Bao", "Chloé", "Dev", "galerne"]
    assert rest["response_metadata"]["next_cursor"] == ""
    assert await world.error("users.list", cursor="dXNlcnM6eA==") == "invalid_cursor"


async def test_team_and_bot_are_described(world: Sandbox) -> None:
    assert await world.error("team.info") == "missing_scope"
    world.slack.grant(["team:read", "users:read"])

    assert (await world.client().team_info())["team"]["id"] == TEAM
    assert (await world.client().bots_info(bot="B0SANDBOX"))["bot"]["user_id"] == BOT
    assert await world.error("bots.info", bot="B0X") == "bot_not_found"
    assert await world.error("team.info", team="T0X") == "team_not_found"


async def test_a_socket_is_opened_with_the_app_token(world: Sandbox) -> None:
    token = world.slack.environment()["SLACK_APP_TOKEN"]

    assert (await world.client().apps_connections_open(app_token=token))["url"].startswith("ws://127.0.0.1:")
    assert await world.error("apps.connections.open") == "not_allowed_token_type"
    assert await world.error("auth.test", token=token) == "not_allowed_token_type"
    world.slack._backend.workspace.app.app_scopes.clear()
    assert await world.error("apps.connections.open", token=token) == "missing_scope"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xoxb-wrong", "invalid_auth")])
async def test_a_caller_without_the_right_token_is_refused(world: Sandbox, token: str, error: str) -> None:
    assert await world.error("auth.test", token=token) == error


async def test_what_somebody_is_in_the_workspace_is_told(world: Sandbox) -> None:
    async def told(rank: Rank) -> dict[str, object]:
        world.slack.rank("Bao", rank)
        return dict((await world.client().users_info(user=BAO))["user"])

    assert (await told("member"))["is_admin"] is False
    assert (await told("admin"))["is_admin"] is True
    assert (await told("guest"))["is_restricted"] is True
    assert (await told("single-channel guest"))["is_ultra_restricted"] is True
    assert (await told("stranger"))["team_id"] != TEAM
    assert "is_admin" not in await told("deactivated")
    with pytest.raises(ValueError, match="Nobody is a king"):
        world.slack.rank("Bao", "king")  # type: ignore[arg-type]  # a driver may write anything
