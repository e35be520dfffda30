"""The connection by which events come is lost, replaced or deaf: each question is answered, and once."""

import pytest

from tests.fakes import settle
from tests.faults.impatient import impatient
from tests.faults.ordeal import WORDS, Ordeal

on_slack = pytest.mark.parametrize("talk", ["slack"], indirect=True)
on_discord = pytest.mark.parametrize("talk", ["discord"], indirect=True)


@on_slack
@pytest.mark.parametrize("abrupt", [False, True])
async def test_a_socket_that_closes_before_the_question_loses_nothing(ordeal: Ordeal, abrupt: bool) -> None:
    async with ordeal.bot():
        ordeal.world.slack.close_sockets(abrupt=abrupt)
        ordeal.ask()
        await ordeal.completes()


@on_slack
@pytest.mark.parametrize("abrupt", [False, True])
async def test_a_socket_that_closes_in_mid_answer_loses_nothing(ordeal: Ordeal, abrupt: bool) -> None:
    ordeal.slowly()
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_seen(WORDS[:8])
        ordeal.world.slack.close_sockets(abrupt=abrupt)
        await ordeal.completes()


@on_slack
@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "link_disabled"])
async def test_a_socket_that_is_asked_to_go_is_replaced(ordeal: Ordeal, reason: str) -> None:
    async with ordeal.bot():
        ordeal.world.slack.disconnect(reason)
        ordeal.ask()
        await ordeal.completes()


@on_slack
async def test_a_socket_that_has_gone_deaf_is_replaced(ordeal: Ordeal) -> None:
    async with ordeal.bot():
        ordeal.world.slack.deafen()
        ordeal.ask()
        for _ in range(31):  # it answers pings, so only ten minutes without an event tell
            ordeal.clock.advance(20.0)
            await settle()
        await ordeal.completes()
        assert len(ordeal.world.log.of("slack", "apps.connections.open")) > 1


@on_slack
async def test_a_socket_that_cannot_be_had_is_asked_for_again(ordeal: Ordeal) -> None:
    async with ordeal.bot():
        ordeal.fault("slack", "apps.connections.open", "status", times=2, status=503)
        ordeal.fault("slack", "link", "drop")
        ordeal.world.slack.close_sockets()
        ordeal.ask()
        await ordeal.completes()


@on_discord
@pytest.mark.parametrize("code", [4000, 4009])
async def test_a_gateway_that_closes_is_resumed(ordeal: Ordeal, code: int) -> None:
    async with ordeal.bot():
        ordeal.world.discord.disconnect(code)
        ordeal.ask()
        await ordeal.completes()


@on_discord
async def test_a_gateway_that_asks_to_reconnect_is_resumed(ordeal: Ordeal) -> None:
    ordeal.slowly()
    async with ordeal.bot():
        ordeal.ask()
        await ordeal.until_seen(WORDS[:4])
        ordeal.world.discord.reconnect()
        await ordeal.completes()
        assert len(ordeal.world.log.of("discord", "RESUME")) == 1
        assert len(ordeal.world.log.of("discord", "IDENTIFY")) == 1


@on_discord
async def test_what_is_said_while_the_gateway_reconnects_is_told_again(ordeal: Ordeal) -> None:
    async with ordeal.bot():
        ordeal.world.discord.reconnect()
        ordeal.ask()
        await ordeal.completes()
        assert len(ordeal.world.log.of("discord", "RESUME")) == 1


@on_discord
@pytest.mark.parametrize("when", ["before the question", "in mid-answer"])
async def test_a_gateway_that_has_gone_deaf_is_dialled_anew(ordeal: Ordeal, when: str) -> None:
    ordeal.world.discord.beat(0.2)
    ordeal.slowly(60.0)
    async with ordeal.bot(impatient("Discord", ordeal.world, ordeal.clock)):
        if when == "in mid-answer":
            ordeal.ask()
            await ordeal.until_seen(WORDS[:4])
        ordeal.world.discord.deafen()
        if when == "before the question":
            ordeal.ask()
        await ordeal.completes()
        await ordeal.talk.until(lambda: ordeal.world.log.of("discord", "RESUME"))
        assert len(ordeal.world.log.of("discord", "IDENTIFY")) == 1


@on_discord
@pytest.mark.parametrize("resumable", [True, False])
async def test_an_invalid_session_begins_anew(ordeal: Ordeal, resumable: bool) -> None:
    async with ordeal.bot():
        ordeal.world.discord.invalid_session(resumable)
        again = "RESUME" if resumable else "IDENTIFY"
        await ordeal.talk.until(lambda: len(ordeal.world.log.of("discord", again)) == 2 - resumable)
        await ordeal.talk.until(lambda: ordeal.world.discord.connected() == 1)
        ordeal.ask()
        await ordeal.completes()


@on_discord
async def test_a_malformed_event_is_passed_over(ordeal: Ordeal) -> None:
    async with ordeal.bot():
        ordeal.world.discord.malformed_dispatch("#launch")
        ordeal.ask()
        await ordeal.completes()
        assert len(ordeal.world.log.of("discord", "IDENTIFY")) == 1
