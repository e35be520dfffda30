from tests.sandbox.slack.sandbox import ANA, BOT, GENERAL, Sandbox


async def test_a_reaction_comes_and_goes(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "look")
    client = world.client()

    await client.reactions_add(channel=GENERAL, name="eyes", timestamp=ts)
    assert world.slack.messages("general")[0]["reactions"] == {"eyes": [BOT]}
    added = world.sent("reaction_added")[0]
    assert (added["user"], added["item_user"]) == (BOT, ANA)
    assert added["item"] == {"type": "message", "channel": GENERAL, "ts": ts}

    await client.reactions_remove(channel=GENERAL, name="eyes", timestamp=ts)
    assert world.slack.messages("general")[0]["reactions"] == {}
    assert len(world.sent("reaction_removed")) == 1


async def test_a_reaction_is_refused(world: Sandbox) -> None:
    ts = world.slack.say("Ana", "general", "look")

    async def refused(method: str, name: str, ts: str) -> str:
        return await world.error(f"reactions.{method}", channel=GENERAL, name=name, timestamp=ts)

    assert (await world.api("reactions.add", channel=GENERAL, name="eyes", timestamp=ts))["ok"]
    assert await refused("add", "eyes", ts) == "already_reacted"
    assert await refused("remove", "wave", ts) == "no_reaction"
    assert await refused("add", "Not A Name", ts) == "invalid_name"
    assert await refused("add", "wave", "1600000000.000001") == "message_not_found"
    world.slack.grant(["chat:write"])
    assert await refused("add", "wave", ts) == "missing_scope"
