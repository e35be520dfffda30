"""The platform as the core sees it."""

import asyncio

import pytest

from adapters.discord.config import DiscordConfig
from adapters.discord.platform import DiscordPlatform
from bot.core.platform_ports import Platform
from bot.core.values import Address
from deploy.sandbox.clock import TurnedClock
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.log import CallLog
from tests.adapters.discord.conftest import FakeCore, Start
from tests.fakes import FakeOutbox, FakePreferences


def test_it_is_a_platform(config: DiscordConfig, clock: TurnedClock, preferences: FakePreferences) -> None:
    platform: Platform = DiscordPlatform(config, clock, preferences)
    assert platform.name == "discord"


async def test_a_mention_is_received_and_answered_where_it_was_made(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    asked = world.say("Ana", "#launch", "<@BOT> what is left to do?")
    event = await core.message()
    assert (event.said.text, event.said.author.name, event.addressed) == ("what is left to do?", "Ana", True)
    outbox = FakeOutbox()
    reply = platform.reply(event, outbox)
    await reply.show("Two")
    await reply.finish("Two things.", footer="3 messages read")
    answer = world.messages("#launch")[-1]
    assert answer["content"] == "Two things.\n\n-# 3 messages read"
    assert (answer["reference"], answer["notified"]) == (asked, [])
    assert [(part.message_id, part.start, part.end, part.closed) for part in outbox.parts] == [
        (answer["id"], 0, len("Two things."), True)
    ]


@pytest.mark.parametrize("place", ["thread", "direct"])
async def test_answers_stay_where_the_question_was(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore, place: str
) -> None:
    room = world.dm("Ana") if place == "direct" else world.create_thread("Ana", "#launch", "Tuesday")
    world.say("Ana", room, "<@BOT> hello")
    await platform.reply(await core.message(), FakeOutbox()).finish("Hello.")
    assert [message["content"] for message in world.messages(room)][-1] == "Hello."


async def test_own_messages_are_not_told(platform: DiscordPlatform, world: DiscordService, core: FakeCore) -> None:
    world.say("Ana", "#launch", "<@BOT> hello")
    reply = platform.reply(await core.message(), FakeOutbox())
    await reply.show("Hel")
    await reply.finish("Hello.")
    world.say("Ana", "#launch", "thanks")
    assert len(await core.until(2)) == 2


async def test_links_lead_to_where_a_message_stands(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    ids = world.ids()
    starter = world.say("Ana", "#launch", "the plan")
    thread = world.create_thread("Ana", "#launch", "plan", starter)
    inside = world.say("Ana", thread, "hello")
    await core.until(2)
    at = Address("discord", ids["guild"], ids["#launch"], thread)
    base = f"https://discord.com/channels/{ids['guild']}"
    assert platform.link(at, inside) == f"{base}/{thread}/{inside}"
    assert platform.link(at, starter) == f"{base}/{ids['#launch']}/{starter}"
    chain = Address("discord", ids["guild"], ids["#launch"], "5")
    assert platform.link(chain, "6") == f"{base}/{ids['#launch']}/6"
    assert platform.link(Address("discord", "dm", "7"), "8") == "https://discord.com/channels/@me/7/8"


async def test_what_begins_a_forum_post_stands_in_it(
    config: DiscordConfig, clock: TurnedClock, preferences: FakePreferences
) -> None:
    platform = DiscordPlatform(config, clock, preferences)
    places = platform._view.places
    places.learn("CHANNEL_CREATE", {"id": "5", "type": 15, "name": "help", "guild_id": "4"})
    places.learn("THREAD_CREATE", {"id": "6", "type": 11, "name": "a post", "parent_id": "5", "guild_id": "4"})
    assert platform.link(Address("discord", "4", "5", "6"), "6") == "https://discord.com/channels/4/6/6"


async def test_stopping_lets_what_is_being_stored_finish(
    start: Start, world: DiscordService, core: FakeCore, config: DiscordConfig, clock: TurnedClock
) -> None:
    platform = DiscordPlatform(config, clock, FakePreferences())
    running = asyncio.create_task(platform.run(core.accept))
    await platform.ready()
    await core.log.until(core.gaps)
    core.gate, before = asyncio.Event(), core.offered
    world.say("Ana", "#launch", "hello")
    await core.log.until(lambda: core.offered > before)
    running.cancel()
    await asyncio.sleep(0)
    core.gate.set()
    await asyncio.gather(running, return_exceptions=True)
    await platform.close()
    assert len(core.said()) == 1


async def test_no_answer_types_after_closing(
    start: Start, world: DiscordService, core: FakeCore, clock: TurnedClock, log: CallLog
) -> None:
    platform = await start()
    world.say("Ana", "#launch", "<@BOT> hello")
    await platform.reply(await core.message(), FakeOutbox()).status("thinking")
    await platform.close()
    await clock.advance(60)
    assert log.of("discord", "POST channels/typing") == []


async def test_a_token_is_not_shown_where_an_event_is(
    platform: DiscordPlatform, world: DiscordService, core: FakeCore
) -> None:
    world.say("Ana", "#launch", "look", files=[{"name": "plan.txt", "text": "x"}])
    assert "hm=" not in repr(await core.message())
