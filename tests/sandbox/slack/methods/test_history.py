from typing import Any

import pytest

from tests.sandbox.slack.sandbox import BOARD, GENERAL, Sandbox


async def pages(world: Sandbox, method: str, **args: Any) -> list[list[str]]:
    """The timestamps of every page, until there is no more."""
    client, found, cursor = world.client(), [], None
    while True:
        answer = await getattr(client, method)(cursor=cursor, **args)
        found.append([message["ts"] for message in answer["messages"]])
        if not answer["has_more"]:
            assert not answer.get("response_metadata")
            return found
        cursor = answer["response_metadata"]["next_cursor"]


async def test_replies_come_oldest_first_with_the_root_before_them(world: Sandbox) -> None:
    root = world.slack.fill("general", "", 7)

    found = await pages(world, "conversations_replies", channel=GENERAL, ts=root, limit=3)

    assert [len(page) for page in found] == [3, 3, 2]
    flat = [ts for page in found for ts in page]
    assert flat[0] == root
    assert flat == sorted(flat)
    assert len(set(flat)) == 8


async def test_a_root_says_how_much_is_below_it(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    for who in ("Bao", "Dev", "Bao"):
        last = world.slack.say(who, "general", f"{who} here", root)

    first, reply = (await world.client().conversations_replies(channel=GENERAL, ts=root))["messages"][:2]

    assert (first["thread_ts"], first["reply_count"], first["latest_reply"]) == (root, 3, last)
    assert first["reply_users"] == [world.slack.users()["Bao"], world.slack.users()["Dev"]]
    assert (reply["thread_ts"], reply["parent_user_id"]) == (root, world.slack.users()["Ana"])


async def test_replies_between_two_times(world: Sandbox) -> None:
    root = world.slack.fill("general", "", 6)
    thread = (await pages(world, "conversations_replies", channel=GENERAL, ts=root))[0]

    async def between(**bounds: Any) -> list[str]:
        return (await pages(world, "conversations_replies", channel=GENERAL, ts=root, **bounds))[0]

    assert await between(oldest=thread[3]) == [root, *thread[4:]]
    assert await between(oldest=thread[3], inclusive=True) == [root, *thread[3:]]
    assert await between(latest=thread[3]) == thread[:3]
    assert await between(latest=thread[3], inclusive=True) == thread[:4]
    assert await between(oldest="0", latest=str(int(world.clock.time()) + 10)) == thread


async def test_a_message_without_replies_is_alone(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    reply = world.slack.say("Bao", "general", "reply", root)

    assert await pages(world, "conversations_replies", channel=GENERAL, ts=reply) == [[reply]]


async def test_pages_stay_right_while_people_write(world: Sandbox) -> None:
    root = world.slack.fill("general", "", 4)
    first = await world.client().conversations_replies(channel=GENERAL, ts=root, limit=3)
    new = world.slack.say("Ana", "general", "one more", root)

    cursor = first["response_metadata"]["next_cursor"]
    rest = await world.client().conversations_replies(channel=GENERAL, ts=root, limit=10, cursor=cursor)

    assert [message["ts"] for message in rest["messages"]][-1] == new
    assert len(rest["messages"]) == 3


async def test_history_comes_newest_first_without_replies(world: Sandbox) -> None:
    tops = [world.slack.say("Ana", "general", f"number {n}") for n in range(5)]
    world.slack.say("Bao", "general", "below", tops[0])

    assert await pages(world, "conversations_history", channel=GENERAL, limit=2) == [
        [tops[4], tops[3]],
        [tops[2], tops[1]],
        [tops[0]],
    ]
    assert await pages(world, "conversations_history", channel=GENERAL, oldest=tops[1], latest=tops[4]) == [
        [tops[3], tops[2]]
    ]


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        pytest.param("replies", {"limit": 0}, "invalid_limit", id="no-limit"),
        pytest.param("replies", {"limit": 1001}, "invalid_limit", id="replies-limit"),
        pytest.param("history", {"limit": 1000}, "invalid_limit", id="history-limit"),
        pytest.param("replies", {"limit": "many"}, "invalid_arguments", id="word"),
        pytest.param("replies", {"cursor": "%%"}, "invalid_cursor", id="no-cursor"),
        pytest.param("replies", {"cursor": "aGlzdG9yeToxLjE="}, "invalid_cursor", id="cursor-of-another-list"),
        pytest.param("history", {"cursor": "aGlzdG9yeTpzb29u"}, "invalid_cursor", id="cursor-nowhere"),
        pytest.param("replies", {"ts": "1600000000.000001"}, "thread_not_found", id="unknown-thread"),
        pytest.param("replies", {"ts": ""}, "invalid_arguments", id="no-thread"),
        pytest.param("history", {"oldest": "yesterday"}, "invalid_ts_oldest", id="oldest"),
        pytest.param("history", {"latest": "soon"}, "invalid_ts_latest", id="latest"),
        pytest.param("history", {"channel": "C0X"}, "channel_not_found", id="unknown-channel"),
    ],
)
async def test_a_reading_is_refused(world: Sandbox, method: str, args: dict[str, Any], error: str) -> None:
    root = world.slack.say("Ana", "general", "root")

    assert await world.error(f"conversations.{method}", **({"channel": GENERAL, "ts": root} | args)) == error


async def test_a_channel_is_read_by_its_members_with_its_scope(world: Sandbox) -> None:
    public = world.slack.create_channel("quiet", ["Ana"])
    private = world.slack.create_channel("secret", ["Ana"], private=True)
    assert await world.error("conversations.history", channel=public) == "not_in_channel"
    assert await world.error("conversations.history", channel=private) == "channel_not_found"

    world.slack.grant(["channels:history"])
    answer = await world.api("conversations.history", channel=BOARD)
    assert (answer["error"], answer["needed"], answer["provided"]) == (
        "missing_scope",
        "groups:history",
        "channels:history",
    )
    assert (await world.api("conversations.history", channel=GENERAL))["ok"]


async def test_a_long_thread_is_read_in_few_pages(world: Sandbox) -> None:
    root = world.slack.fill("general", "", 2500)

    found = await pages(world, "conversations_replies", channel=GENERAL, ts=root, limit=1000)

    assert [len(page) for page in found] == [1000, 1000, 501]
