import pytest

from tests.sandbox.slack.sandbox import ANA, BOT, GENERAL, TEAM, Sandbox


async def test_a_message_event_has_its_whole_shape(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "1 < 2, see <#C0LAUNCH1|launch>")

    payload = world.last()
    event = payload["event"]
    assert (payload["type"], payload["team_id"], payload["api_app_id"]) == ("event_callback", TEAM, "A0SANDBOX")
    assert payload["event_id"].startswith("Ev")
    assert payload["event_time"] == int(world.clock.time())
    assert payload["authorizations"][0] | {"enterprise_id": None} == {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    assert payload["event_context"].startswith("4-")
    assert (event["type"], event["channel"], event["channel_type"]) == ("message", GENERAL, "channel")
    assert (event["user"], event["team"], event["ts"], event["event_ts"]) == (ANA, TEAM, ts, ts)
    assert event["text"] == "1 &lt; 2, see <#C0LAUNCH1|launch>"
    assert event["client_msg_id"]
    assert event["blocks"][0]["elements"][0]["elements"][0] == {"type": "text", "text": "1 < 2, see "}
    assert "thread_ts" not in event
    assert "subtype" not in event


async def test_a_reply_names_its_root_and_its_author(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    world.slack.say("Bao", "general", "reply", root)

    event = world.last()["event"]
    assert (event["thread_ts"], event["parent_user_id"]) == (root, ANA)


@pytest.mark.parametrize(("first", "types"), [(True, ["app_mention", "message"]), (False, ["message", "app_mention"])])
async def test_a_mention_makes_a_pair_of_events(world: Sandbox, first: bool, types: list[str]) -> None:
    world.slack.mention_first(first)

    ts = world.slack.say("Ana", "general", f"<@{BOT}> hello")

    assert [event["type"] for event in world.sent()] == types
    assert {event["ts"] for event in world.sent()} == {ts}
    assert len({one["name"] for one in world.slack.deliveries()}) == 2


async def test_where_the_app_is_not_only_a_mention_is_heard(world: Sandbox) -> None:
    quiet = world.slack.create_channel("quiet", ["Ana"])

    world.slack.say("Ana", quiet, "among us")
    world.slack.say("Ana", quiet, f"<@{BOT}> hello")

    assert [event["type"] for event in world.sent()] == ["app_mention"]


async def test_direct_messages_make_no_mention(world: Sandbox) -> None:
    world.slack.say("Ana", world.slack.dm("Ana"), f"<@{BOT}> hello")

    assert [(event["type"], event["channel_type"]) for event in world.sent()] == [("message", "im")]


async def test_a_mention_with_a_file_comes_as_a_file_share(world: Sandbox) -> None:
    file = world.slack.upload("Ana", "notes.txt", "text/plain", "aGVsbG8=")

    ts = world.slack.say("Ana", "general", f"<@{BOT}> read this", files=[file])
    assert [event["type"] for event in world.sent()] == ["message", "file_shared"]
    message, shared = world.sent()
    assert (message["subtype"], message["files"][0]["name"]) == ("file_share", "notes.txt")
    assert shared["file"] == {"id": file}

    world.slack.edit("Ana", "general", ts, f"<@{BOT}> read this, please")
    assert world.sent("app_mention")[0]["edited"]["user"] == ANA


async def test_an_edit_shows_both_sides(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "befor")
    world.slack.edit("Ana", "general", ts, "before")

    event = world.last()["event"]
    assert (event["subtype"], event["hidden"], event["channel"]) == ("message_changed", True, GENERAL)
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("befor", "before")
    assert event["message"]["edited"]["user"] == ANA
    assert world.sent("app_mention") == []

    world.slack.edit("Ana", "general", ts, f"<@{BOT}> before")
    assert [event["ts"] for event in world.sent("app_mention")] == [ts]


async def test_a_deletion_shows_what_was_there(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "oops")
    world.slack.delete("Ana", "general", ts)

    event = world.last()["event"]
    assert (event["subtype"], event["deleted_ts"], event["previous_message"]["text"]) == ("message_deleted", ts, "oops")


async def test_a_deleted_root_leaves_a_tombstone(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    world.slack.say("Bao", "general", "reply", root)
    world.slack.delete("Ana", "general", root)

    assert world.last()["event"]["message"]["subtype"] == "tombstone"
    assert [one["text"] for one in world.slack.messages("general", root)] == ["This message was deleted.", "reply"]


async def test_the_apps_own_messages_come_back_to_it(world: Sandbox) -> None:
    ts = await world.post("mine")
    await world.api("chat.update", channel=GENERAL, ts=ts, text="changed")

    said, changed = world.sent("message")
    assert (said["user"], said["bot_id"], said["app_id"]) == (BOT, "B0SANDBOX", "A0SANDBOX")
    assert (changed["subtype"], changed["previous_message"]["text"]) == ("message_changed", "mine")
    await world.post(f"<@{BOT}> talking to myself")
    assert world.sent("app_mention") == []


async def test_events_need_a_scope_and_a_subscription(world: Sandbox) -> None:
    world.slack.grant(["app_mentions:read"])
    world.slack.say("Ana", "general", f"<@{BOT}> hello")
    assert [event["type"] for event in world.sent()] == ["app_mention"]

    world.slack.grant(["app_mentions:read", "channels:history"])
    world.slack.subscribe(["message.channels"])
    world.slack.say("Ana", "general", f"<@{BOT}> hello")
    assert [event["type"] for event in world.sent()] == ["app_mention", "message"]
