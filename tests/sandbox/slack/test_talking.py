import pytest

from tests.sandbox.slack.sandbox import ANA, BOT, DEV, GENERAL, Sandbox


async def test_people_and_channels_go_by_name_or_id(world: Sandbox) -> None:
    for user, channel in (("Ana", "general"), (ANA, "#general"), ("ana", GENERAL)):
        world.slack.say(user, channel, "hello")

    assert [one["user"] for one in world.slack.messages("general")] == [ANA] * 3
    assert world.slack.users() == {"Ana": ANA, "Bao": "U0BAO0001", "Chloé": "U0CHLOE01", "Dev": DEV}
    assert set(world.slack.channels()) == {"general", "launch", "board"}
    assert world.slack.identity() == {"team": "T0SANDBOX", "app": "A0SANDBOX", "bot": BOT, "bot_id": "B0SANDBOX"}


async def test_a_thread_is_read_with_its_root(world: Sandbox) -> None:
    root = world.slack.say("Ana", "general", "root")
    other = world.slack.say("Bao", "general", "other")
    reply = world.slack.say("Bao", "general", "reply", root)

    assert [one["ts"] for one in world.slack.messages("general", root)] == [root, reply]
    assert [(one["ts"], one["thread"]) for one in world.slack.messages("general")] == [
        (root, ""),
        (other, ""),
        (reply, root),
    ]


async def test_what_a_person_cannot_do_is_said(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "mine")
    reply = world.slack.say("Ana", "general", "reply", ts)

    with pytest.raises(ValueError, match="Dev is not in board"):
        world.slack.say("Dev", "board", "hello")
    with pytest.raises(LookupError, match="no user 'Eve'"):
        world.slack.say("Eve", "general", "hello")
    with pytest.raises(LookupError, match="no channel 'attic'"):
        world.slack.say("Ana", "attic", "hello")
    with pytest.raises(LookupError, match="no thread"):
        world.slack.say("Ana", "general", "hello", reply)
    with pytest.raises(ValueError, match="Bao did not write"):
        world.slack.edit("Bao", "general", ts, "theirs")
    with pytest.raises(LookupError, match="no message"):
        world.slack.delete("Ana", "general", "1.1")


async def test_direct_messages_are_between_two(world: Sandbox) -> None:
    place = world.slack.dm("Ana")

    world.slack.say("Ana", place, "psst")

    assert world.slack.dm(ANA) == place
    with pytest.raises(ValueError, match="Bao is not in"):
        world.slack.say("Bao", place, "me too")


async def test_coming_in_is_told(world: Sandbox) -> None:
    quiet = world.slack.create_channel("quiet", ["Ana"])

    assert world.slack.join(BOT, quiet) is True
    assert world.slack.join(BOT, quiet) is False
    assert world.slack.join("Bao", quiet) is True

    assert [event["user"] for event in world.sent("member_joined_channel")] == [BOT, "U0BAO0001"]
    assert world.sent("message")[0]["subtype"] == "channel_join"
    world.slack.leave("Bao", quiet)
    with pytest.raises(ValueError, match="Bao is not in quiet"):
        world.slack.say("Bao", quiet, "hello")


async def test_a_reaction_of_a_person_comes_and_goes(world: Sandbox) -> None:
    ts = await world.post("look")

    assert world.slack.react("Ana", "general", ts, "tada") is True
    assert world.slack.react("Ana", "general", ts, "tada") is False
    assert world.slack.messages("general")[0]["reactions"] == {"tada": [ANA]}
    assert world.slack.react("Ana", "general", ts, "tada", remove=True) is True
    assert [event["item_user"] for event in world.sent("reaction_added")] == [BOT]


async def test_a_thread_of_the_past_is_filled_without_events(world: Sandbox) -> None:
    root = world.slack.fill("general", "", 10)

    thread = world.slack.messages("general", root)
    assert len(thread) == 11
    assert len({one["user"] for one in thread}) == 4
    assert thread[-1]["ts"] < f"{world.clock.time():.6f}"
    assert world.sent() == []
    world.slack.fill("general", root, 5)
    assert len(world.slack.messages("general", root)) == 16
    assert world.slack.say("Ana", "general", "now", root) == world.slack.messages("general", root)[-1]["ts"]


async def test_something_of_the_past_has_its_time_and_no_event(world: Sandbox) -> None:
    first = world.slack.past("Ana", "general", "root", 1_790_000_000.5)
    same = world.slack.past("Bao", "general", "at the same time", 1_790_000_000.5)
    reply = world.slack.past("Bao", "general", "reply", 1_790_000_060.0, first)

    assert (first, same, reply) == ("1790000000.500000", "1790000000.500001", "1790000060.000000")
    assert [one["ts"] for one in world.slack.messages("general", first)] == [first, reply]
    assert world.sent() == []
    with pytest.raises(ValueError, match="Dev is not in board"):
        world.slack.past("Dev", "board", "hello", 1_790_000_000.0)


async def test_another_program_speaks_under_its_own_name(world: Sandbox) -> None:
    ts = world.slack.program("Builder", "general", "green")

    [said] = (await world.client().conversations_history(channel=GENERAL))["messages"]
    assert (said["ts"], said["subtype"], said["username"], said["text"]) == (ts, "bot_message", "Builder", "green")
    assert said["bot_id"] != world.slack.identity()["bot_id"]
    assert "user" not in said
    assert [event["subtype"] for event in world.sent("message")] == ["bot_message"]
    assert world.slack.messages("general")[0]["bot"] is False
