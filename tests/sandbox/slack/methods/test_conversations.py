import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.sandbox import ANA, BAO, BOARD, BOT, GENERAL, LAUNCH, Sandbox


async def test_a_channel_describes_itself(world: Sandbox) -> None:
    general = (await world.client().conversations_info(channel=GENERAL))["channel"]
    board = (await world.client().conversations_info(channel=BOARD))["channel"]
    direct = (await world.client().conversations_info(channel=world.slack.dm("Ana")))["channel"]

    assert (general["name"], general["is_member"], general["is_private"]) == ("general", True, False)
    assert (board["is_group"], board["is_private"], board["num_members"]) == (True, True, 3)
    assert (direct["is_im"], direct["user"]) == (True, ANA)


async def test_a_public_channel_is_described_to_all_a_private_one_to_members(world: Sandbox) -> None:
    public = world.slack.create_channel("quiet", ["Ana"])
    private = world.slack.create_channel("secret", ["Ana"], private=True)

    assert (await world.api("conversations.info", channel=public))["channel"]["is_member"] is False
    assert await world.error("conversations.info", channel=private) == "channel_not_found"
    assert await world.error("conversations.members", channel=private) == "channel_not_found"
    world.slack.grant([])
    assert await world.error("conversations.info", channel=public) == "missing_scope"


async def test_channels_are_listed_by_type_in_pages(world: Sandbox) -> None:
    world.slack.create_channel("secret", ["Ana"], private=True)
    client = world.client()

    public = await client.conversations_list()
    every = await client.conversations_list(types=["public_channel", "private_channel"], limit=2)
    rest = await client.conversations_list(
        types=["public_channel", "private_channel"], cursor=every["response_metadata"]["next_cursor"]
    )

    assert [channel["id"] for channel in public["channels"]] == [GENERAL, LAUNCH]
    assert public["response_metadata"]["next_cursor"] == ""
    assert [channel["id"] for channel in every["channels"]] == [GENERAL, LAUNCH]
    assert [channel["id"] for channel in rest["channels"]] == [BOARD]
    assert await world.error("conversations.list", types="rooms") == "invalid_types"
    world.slack.grant(["channels:read"])
    assert await world.error("conversations.list", types="mpim") == "missing_scope"


async def test_archived_channels_can_be_left_out(world: Sandbox) -> None:
    world.slack._backend.workspace.place("launch").archived = True

    answer = await world.client().conversations_list(exclude_archived=True)

    assert [channel["id"] for channel in answer["channels"]] == [GENERAL]


async def test_members_are_listed(world: Sandbox) -> None:
    answer = await world.client().conversations_members(channel=BOARD, limit=2)
    assert answer["members"] == [ANA, BAO]

    cursor = answer["response_metadata"]["next_cursor"]
    assert (await world.client().conversations_members(channel=BOARD, cursor=cursor))["members"] == [BOT]


async def test_direct_messages_are_opened_once(world: Sandbox) -> None:
    first = await world.client().conversations_open(users=[ANA])
    again = await world.client().conversations_open(users=ANA, return_im=True)

    assert first["channel"] == {"id": world.slack.dm("Ana")}
    assert again["channel"]["user"] == ANA
    assert (await world.client().conversations_open(channel=first["channel"]["id"]))["ok"]
    with pytest.raises(SlackApiError, match="user_not_found"):
        await world.client().conversations_open(users=["U0X"])


async def test_a_group_is_opened_with_its_own_scope(world: Sandbox) -> None:
    assert await world.error("conversations.open", users=f"{ANA},{BAO}") == "missing_scope"

    world.slack.grant(["mpim:write"])

    first = await world.api("conversations.open", users=f"{ANA},{BAO}")
    assert (await world.api("conversations.open", users=f"{BAO},{ANA}"))["channel"] == first["channel"]
