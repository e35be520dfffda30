"""`/digest` on each platform: set up, kept over a restart, made when it is due, once, and posted for all."""

import re
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.trial.stage import Post, SlackStage
from tests.end_to_end.test_summarize import CHAT, begins, linked, replies
from tests.talk import Talk


class ShiftedClock(SystemClock):
    """A clock that is so many seconds ahead."""

    def __init__(self, ahead: float) -> None:
        self._ahead = ahead

    def time(self) -> float:
        return super().time() + self._ahead


def slash(talk: Talk, who: str, line: str, **options: str) -> None:
    """`line` is how it is typed in Slack, `options` are what is chosen in Discord."""
    if isinstance(talk.stage, SlackStage):
        talk.world.slack.command(who, "launch", "/digest", line)
    else:
        talk.world.discord.slash(who, "#launch", "digest", dict(options))


async def told(talk: Talk, who: str, words: str) -> str:
    """What only this person was shown, once it says these words."""

    def look() -> list[str]:
        if isinstance(talk.stage, SlackStage):
            seen = talk.stage.whispers(who)
        else:
            person = talk.world.discord.ids()[who]
            messages = talk.world.discord.messages("#launch")
            seen = [each["content"] for each in messages if each["private_to"] == person]
        return [each for each in seen if words in each]

    return str((await talk.until(look))[-1])


async def add(talk: Talk, number: int = 1, **values: str) -> None:
    named = " ".join(f'{name}="{value}"' for name, value in values.items())
    slash(talk, "Ana", f"add 9:00 zone=UTC {named}", action="add", what="9:00", zone="UTC", **values)
    assert "every day at 09:00 (UTC)" in await told(talk, "Ana", f"Digest {number} comes here")


def in_channel(talk: Talk) -> list[Post]:
    """What the bot has posted in the channel itself."""
    if isinstance(talk.stage, SlackStage):
        top = {each["ts"] for each in talk.world.slack.messages("launch") if not each["thread"]}
        return [post for post in talk.stage.posts("") if post.id in top]
    return talk.stage.posts("#launch")


def has_posts(talk: Talk, count: int) -> bool:
    return len(in_channel(talk)) >= count


def until_nine(days: int = 0) -> float:
    """Seconds from now until a few seconds after the next 9:00 in UTC, or after that of some days later."""
    now = datetime.now(UTC)
    nine = datetime.combine(now.date(), time(9), UTC)
    nine += timedelta(days=days + int(nine <= now))
    return (nine - now).total_seconds() + 5


async def test_a_digest_comes_when_it_is_due_with_links_that_were_checked(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        root = begins(talk, "Bao", "Shall we launch on 4 June?")
        reply = replies(talk, "Chloé", root, "Yes, on 4 June at 9:00.")
        await add(talk)
    async with talk.bot(tmp_path, clock=ShiftedClock(until_nine())):
        [post] = await talk.until(lambda: in_channel(talk))

    assert post.text.startswith("**Digest**, every day at 09:00 (UTC), set up by Ana\n_Since ")
    assert "2 messages by 2 people, 1 thread" in post.text
    assert [reply.replace(".", "") in link for link in linked(post.text)] == [False, True]
    assert "tokens" in post.footer
    assert post.notified == ()


async def test_each_digest_is_made_once_and_goes_on_where_the_last_one_ended(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        begins(talk, "Bao", "We launch on 4 June.")
        await add(talk, if_quiet="line")
    for days in (0, 0, 1, 1):
        async with talk.bot(tmp_path, clock=ShiftedClock(until_nine(days))):
            await talk.until(partial(has_posts, talk, days + 1))

    first, second = in_channel(talk)
    assert "We launch on 4 June." in first.text
    assert "Nobody has written anything here since" in second.text
    assert len(talk.world.log.of("mistral", CHAT)) == 1


async def test_where_nobody_wrote_anything_nothing_is_posted_or_a_line(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        await add(talk, 1)
        await add(talk, 2, if_quiet="line")
    async with talk.bot(tmp_path, clock=ShiftedClock(until_nine())):
        await talk.until(lambda: in_channel(talk))

    [post] = in_channel(talk)  # the bot has ended, and let both of them finish
    assert "Nobody has written anything here since" in post.text
    assert not talk.world.log.of("mistral", CHAT)


async def test_people_talk_about_a_digest_below_it(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        begins(talk, "Bao", "We launch on 4 June.")
        await add(talk)
    async with talk.bot(tmp_path, clock=ShiftedClock(until_nine())):
        [post] = await talk.until(lambda: in_channel(talk))
    async with talk.bot(tmp_path, clock=ShiftedClock(until_nine())):
        thread = post.id
        if not isinstance(talk.stage, SlackStage):
            thread = talk.world.discord.create_thread("Ana", "#launch", "about it", post.id)
        talk.stage.say("Ana", thread, "@Galerne when do we launch?")
        await talk.until(lambda: len(talk.world.log.of("mistral", CHAT)) > 1)

    shown = str(talk.last_request()["messages"])
    assert "set up by Ana" in shown
    assert "4 June" in shown


async def test_digests_are_listed_and_only_their_creator_or_an_admin_removes_them(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        begins(talk, "Bao", "Hello.")
        await add(talk, focus="the budget")
        slash(talk, "Bao", "list", action="list")
        line = await told(talk, "Bao", "the budget")
        number = re.findall(r"\d+", line)[0]
        slash(talk, "Bao", f"remove {number}", action="remove", what=number)
        refused = await told(talk, "Bao", "Only Ana")
        slash(talk, "Ana", f"remove {number}", action="remove", what=number)
        await told(talk, "Ana", "will come no more")
        slash(talk, "Ana", "", action="list")
        await told(talk, "Ana", "There is no digest in this channel")

    assert "every day at 09:00 (UTC), about the budget; next on" in line
    assert "set up by Ana" in line
    assert "admins can remove digest" in refused


@pytest.mark.parametrize(("line", "words"), [("lunch", "“lunch” does not say when"), ("9:00 zone=Mars", "“Mars”")])
async def test_what_cannot_be_read_is_told_how_to_write_it(talk: Talk, tmp_path: Path, line: str, words: str) -> None:
    when, _, zone = line.partition(" zone=")
    async with talk.bot(tmp_path):
        slash(talk, "Ana", f"add {line}", action="add", what=when, **({"zone": zone} if zone else {}))
        refused = await told(talk, "Ana", words)

    assert "write" in refused
