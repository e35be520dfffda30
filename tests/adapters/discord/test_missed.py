import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace

import pytest

from adapters.discord.addresses import DIRECT
from adapters.discord.platform import DiscordPlatform
from bot.core.errors import PlatformFailed
from bot.core.records import Seen
from bot.core.values import Address
from deploy.sandbox.discord.service import DiscordService
from deploy.sandbox.faults import Fault, FaultPlan
from deploy.sandbox.log import CallLog

LIST, ACTIVE = "GET channels/messages", "GET guilds/threads/active"


def seen(world: DiscordService, newest: str, threads: Mapping[str, str] | None = None) -> Seen:
    """How far #launch is known."""
    ids = world.ids()
    return Seen(Address("discord", ids["guild"], ids["#launch"]), newest, threads or {})


async def texts(platform: DiscordPlatform, *channels: Seen) -> list[str]:
    """What is found in the channels, asked for at the same time, and then in their threads."""
    found = await asyncio.gather(*(platform.missed(each, limit=200, urgent=lambda: False) for each in channels))
    events = [event for missed in found for event in missed.events]
    for channel, missed in zip(channels, found, strict=True):
        for thread, after in missed.threads.items():
            one = Seen(replace(channel.place, thread=thread), after, {})
            events += (await platform.missed(one, limit=200, urgent=lambda: False)).events
    return [event.said.text for event in events]


async def test_a_direct_message_is_addressed_to_the_bot(platform: DiscordPlatform, world: DiscordService) -> None:
    direct = world.dm("Ana")
    first = world.say("Ana", direct, "hello")
    world.say("Ana", direct, "are you there?")

    [event] = (await platform.missed(Seen(Address("discord", DIRECT, direct), first, {}), limit=9, urgent=bool)).events

    assert event.addressed
    assert event.address == Address("discord", DIRECT, direct)
    assert event.said.text == "are you there?"


async def test_a_thread_without_news_is_not_read(
    platform: DiscordPlatform, world: DiscordService, log: CallLog
) -> None:
    old = world.create_thread("Ana", "#launch", "old")
    first = world.say("Ana", old, "done")
    new = world.create_thread("Ana", "#launch", "new")
    world.say("Bao", new, "not done")

    assert await texts(platform, seen(world, first, {old: first, new: first})) == ["not done"]
    assert len(log.of("discord", LIST)) == 2


async def test_threads_of_other_channels_are_left_out(platform: DiscordPlatform, world: DiscordService) -> None:
    first = world.say("Ana", "#launch", "hello")
    world.say("Ana", world.create_thread("Ana", "#general", "elsewhere"), "not here")

    assert await texts(platform, seen(world, first)) == []


async def test_an_archived_thread_is_left_out(platform: DiscordPlatform, world: DiscordService) -> None:
    thread = world.create_thread("Ana", "#launch", "closed")
    first = world.say("Ana", thread, "done")
    world.say("Ana", thread, "goodbye")
    world.archive(thread)

    assert await texts(platform, seen(world, first, {thread: first})) == []


async def test_threads_are_listed_once_for_all_channels(
    platform: DiscordPlatform, world: DiscordService, log: CallLog
) -> None:
    first = world.say("Ana", "#launch", "hello")
    general = Seen(Address("discord", world.ids()["guild"], world.ids()["#general"]), first, {})

    await texts(platform, seen(world, first), general)

    assert len(log.of("discord", ACTIVE)) == 1


async def test_channels_are_read_where_threads_cannot_be_listed(
    platform: DiscordPlatform, world: DiscordService, faults: FaultPlan, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    first = world.say("Ana", "#launch", "hello")
    world.say("Ana", "#launch", "a secret")
    faults.add(Fault("discord", ACTIVE, "status", with_={"status": 403}))

    assert await texts(platform, seen(world, first)) == ["a secret"]
    assert "could not be listed" in caplog.text
    assert "secret" not in caplog.text


async def test_list_that_does_not_come_is_told_to_all_who_wait_for_it(
    platform: DiscordPlatform, world: DiscordService, faults: FaultPlan
) -> None:
    first = world.say("Ana", "#launch", "hello")
    channel = seen(world, first)
    general = replace(channel, place=replace(channel.place, channel=world.ids()["#general"]))
    faults.add(Fault("discord", ACTIVE, "status", times=99, with_={"status": 400}))

    asked = (platform.missed(each, limit=9, urgent=lambda: False) for each in (channel, general))
    found = await asyncio.gather(*asked, return_exceptions=True)

    assert [type(each) for each in found] == [PlatformFailed, PlatformFailed]


async def test_many_pages_are_read_up_to_the_limit(platform: DiscordPlatform, world: DiscordService) -> None:
    thread = world.create_thread("Ana", "#launch", "long")
    first = world.say("Ana", thread, "first")
    world.fill(thread, 250)

    assert len(await texts(platform, seen(world, first, {thread: first}))) == 200
