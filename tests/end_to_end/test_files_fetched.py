"""What each platform does to files: pages to sign in, tombstones, links elsewhere, addresses that expire."""

from pathlib import Path

import pytest

from deploy.sandbox.faults import Fault
from deploy.sandbox.world import World
from tests.talk import Sent, Talk, talk_on

NOTES = Sent("notes.md", b"# Notes\n\nThe lighthouse keeper is called Soizic.\n", "text/markdown")
QUESTION = "@Galerne what is the lighthouse keeper called?"
PERMISSION = "_Slack did not give me notes.md; please ask your admin to give my app the permission files:read._"


@pytest.fixture
def slack(world: World) -> Talk:
    return talk_on("slack", world)


@pytest.fixture
def discord(world: World) -> Talk:
    return talk_on("discord", world)


@pytest.mark.parametrize("redirected", [False, True])
async def test_a_login_page_is_told_from_the_file(slack: Talk, tmp_path: Path, redirected: bool) -> None:
    slack.world.faults.add(Fault("slack", "download", "login_page", with_={"redirected": redirected}))
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        slack.send(QUESTION, NOTES)
        first = await slack.answer()
        slack.say(QUESTION)
        second = await slack.answer()

    assert PERMISSION in first
    assert "Soizic" in second, "the permission has been given meanwhile"


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("tombstone", "A file here has been deleted; please upload it again."),
        ("hidden_by_limit", "hidden by the limit of your Slack plan; please upload it again."),
        ("external", "notes.md is not stored at Slack; please upload it here."),
    ],
)
async def test_what_slack_does_not_have_is_said(slack: Talk, tmp_path: Path, mode: str, sentence: str) -> None:
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        file = slack.world.slack.upload("Ana", NOTES.name, NOTES.media_type, NOTES.base64, mode)  # type: ignore[arg-type]  # one of its modes
        slack.put(QUESTION, [file])
        answer = await slack.answer()

    assert sentence in answer
    assert slack.downloads() == []


async def test_the_token_goes_to_slack_alone(slack: Talk, tmp_path: Path) -> None:
    slack.world.faults.add(Fault("slack", "download", "redirect", with_={"to": "elsewhere"}))
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        slack.send(QUESTION, NOTES)
        answer = await slack.answer()

    assert "_Slack sent me to another site for notes.md, where I do not go; please upload it here._" in answer
    assert [call.body["authorization"] for call in slack.downloads()] == ["bot"]
    assert slack.world.log.of("slack", "elsewhere") == []


async def test_a_redirect_within_slack_is_followed(slack: Talk, tmp_path: Path) -> None:
    slack.world.faults.add(Fault("slack", "download", "redirect", with_={"to": "here"}))
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        slack.send(QUESTION, NOTES)

        assert "Soizic" in await slack.answer()


async def test_a_file_of_another_workspace_is_asked_for(slack: Talk, tmp_path: Path) -> None:
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        file = slack.world.slack.upload("Ana", NOTES.name, NOTES.media_type, NOTES.base64, stub=True)
        slack.put(QUESTION, [file])

        assert "Soizic" in await slack.answer()
    assert slack.world.log.of("slack", "files.info")


async def test_a_file_larger_than_it_claims_is_left_half_way(slack: Talk, tmp_path: Path) -> None:
    large = Sent("large.txt", b"The boom is 4 metres long. " * 40_000, "text/plain")
    async with slack.bot(tmp_path, FILE_MEGABYTES="0.5"):
        slack.begin("Let us begin.")
        file = slack.world.slack.upload("Ana", large.name, large.media_type, large.base64, size=100)
        slack.put(QUESTION, [file])
        answer = await slack.answer()

    assert "_large.txt is larger than" in answer


async def test_a_file_deleted_between_two_questions_is_known_still(slack: Talk, tmp_path: Path) -> None:
    async with slack.bot(tmp_path):
        slack.begin("Let us begin.")
        file = slack.world.slack.upload("Ana", NOTES.name, NOTES.media_type, NOTES.base64)
        slack.put("@Galerne hello", [file])
        await slack.answer()
        slack.world.slack.delete_file("Ana", file)
        slack.say("@Galerne what is 6 * 7?")

        assert "42" in await slack.answer()
        assert "please" not in slack.posts()[-1].text


async def test_an_expired_address_is_asked_for_anew(discord: Talk, tmp_path: Path) -> None:
    """The address that came with the message does not live until somebody asks about the file."""
    async with discord.bot(tmp_path, FOLLOW_UPS="mention"):
        discord.begin("Let us begin.")
        discord.say("@Galerne hello")
        await discord.answer()
        discord.world.discord.file_lifetime(1.0)
        held = discord.send("Here are the notes.", NOTES)
        discord.world.discord.file_lifetime(86_400.0)
        discord.say(QUESTION)

        assert "Soizic" in await discord.answer()
    asked = [call for call in discord.world.log.of("discord") if held in call.body.values()]
    assert asked, "the message was asked for, whose file has an address that is good again"
    assert [call.status for call in discord.downloads()] == [200]


async def test_a_file_that_the_cdn_gives_out_no_more_is_said(discord: Talk, tmp_path: Path) -> None:
    discord.begin("Let us begin.")
    message = discord.send("Here are the notes.", NOTES)
    [held] = [each for each in discord.world.discord.messages(discord.thread) if each["id"] == message]
    discord.world.discord.take_down(held["attachments"][0]["id"])
    async with discord.bot(tmp_path):
        discord.send(QUESTION, NOTES)
        answer = await discord.answer()
        discord.say("@Galerne and who wrote that?")
        await discord.answer()

    assert "Soizic" in answer
    assert "please" not in answer, "it came with an older message, and the question was not about it"


async def test_no_token_goes_with_an_address_of_discord(discord: Talk, tmp_path: Path) -> None:
    async with discord.bot(tmp_path):
        discord.begin("Let us begin.")
        discord.send(QUESTION, NOTES)
        await discord.answer()

    assert [call.body["authorization"] for call in discord.downloads()] == [""]
