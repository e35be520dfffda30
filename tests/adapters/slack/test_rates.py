"""Many answers at once, with Slack's tiers enforced."""

import asyncio
from itertools import count

from tests.adapters.slack.rig import GENERAL, Rig
from tests.fakes import FakeOutbox

WORDS = "word " * 120


async def answer(rig: Rig, channel: str, number: int) -> None:
    asked = rig.asked(f"question {number}", channel)
    reply = rig.platform.reply(asked, FakeOutbox())
    await reply.status("reading the thread")
    await rig.platform.history(asked)
    at = 0.0
    while at < 2.0:
        await reply.show(f"{number}: {WORDS[: 50 + int(at * 200)]}")
        pause = min(reply.pause(), 2.0 - at)
        await rig.clock.sleep(pause)
        at += pause
    await reply.finish(f"{number}: {WORDS}")


async def fifty(rig: Rig, channels: list[str]) -> float:
    """Let fifty people be answered at once; the seconds until the last has the whole answer."""
    began = rig.clock.monotonic()
    tasks = [asyncio.create_task(answer(rig, channels[n % len(channels)], n)) for n in range(50)]
    for _ in count():
        done, _ = await asyncio.wait(tasks, timeout=0.02)
        if len(done) == len(tasks):
            break
        await rig.turn(0.2)
    for task in tasks:
        task.result()
    seen = rig.slack.visible_times()
    return float(max(one["last"] for one in seen)) - began


async def test_fifty_answers_in_many_channels_all_arrive_within_seconds(still: Rig) -> None:
    still.slack.enforce_rates(on=True)
    channels = [still.slack.create_channel(f"c{n}", ["Ana", "galerne"]) for n in range(50)]
    assert await fifty(still, channels) < 10
    whole = [one["text"] for name in channels for one in still.slack.messages(name) if one["bot"]]
    assert sorted(whole) == sorted(f"{n}: {WORDS}".strip() for n in range(50))


async def test_fifty_answers_in_one_channel_arrive_as_fast_as_it_may_be_posted_to(still: Rig) -> None:
    still.slack.enforce_rates(on=True)
    assert await fifty(still, [GENERAL]) < 40  # twenty are streamed, thirty posted at one a second
    whole = [one["text"] for one in still.slack.messages(GENERAL) if one["bot"]]
    assert sorted(whole) == sorted(f"{n}: {WORDS}".strip() for n in range(50))
    refused = [call.name for call in still.log if call.error == "ratelimited"]
    assert set(refused) <= {"chat.postMessage"}  # which is tried once, and then waits for its turn
    assert len(refused) <= 30
