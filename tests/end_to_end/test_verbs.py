"""The buttons below an answer, on each platform: pressed by people, answered by the whole bot."""

from pathlib import Path
from typing import Any

from deploy.sandbox.faults import Fault
from deploy.sandbox.world import World
from tests.talk import Talk, talk_on

CHAT = "POST /v1/chat/completions"


def asked(world: World) -> list[list[dict[str, Any]]]:
    """The messages of each request to the model."""
    return [call.body["messages"] for call in world.log.of("mistral", CHAT)]


async def test_an_answer_comes_with_what_can_be_done_with_it_and_no_further_call(talk: Talk, tmp_path: Path) -> None:
    platform = talk.stage.name.lower()
    counts = []
    for buttons in ("false", "true"):
        async with talk.bot(tmp_path / buttons, ANSWER_BUTTONS=buttons):
            before = len(talk.world.log.of(platform))
            talk.begin("@Galerne hello")
            talk.heard = 0
            await talk.answer()
            counts.append(len(talk.world.log.of(platform)) - before)
            assert (await talk.verbs() if buttons == "true" else talk.hands.verbs(talk.thread)) == (
                ["bad", "good", "retry", "why"] if buttons == "true" else []
            )
    assert counts[0] == counts[1]


async def test_retry_answers_the_same_question_once_more_and_the_old_answer_stays(talk: Talk, tmp_path: Path) -> None:
    talk.world.mistral.script([{"text": "It is Tuesday."}, {"text": "It is Thursday."}])
    async with talk.bot(tmp_path):
        talk.begin("The launch is on Thursday.")
        talk.say("@Galerne when is the launch?", "Bao")
        first = await talk.answer()
        talk.act("retry", "Dev")
        second = await talk.answer()

    assert first == "It is Tuesday."
    assert second.startswith("_Once more, for what Bao asked:_\n> when is the launch?\n\nIt is Thursday.")
    assert talk.posts()[0].text == first
    one, other = asked(talk.world)
    assert one == other  # what was said since, the old answer above all, does not sway the new one


async def test_a_press_that_is_delivered_twice_is_one_retry(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        talk.act("retry")
        await talk.answer()
        if talk.stage.name == "Slack":
            pressed = [each["name"] for each in talk.world.slack.deliveries()][-1]
            talk.world.slack.redeliver(pressed)
        talk.say("@Galerne and goodbye")
        assert "Once more" not in await talk.answer()

    assert len(asked(talk.world)) == 3


async def test_buttons_work_after_a_restart(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne what is 12400 * 1.2 / 7?")
        await talk.answer()
    async with talk.bot(tmp_path):
        talk.act("why", "Bao")
        [told] = await talk.until(lambda: talk.whispers("Bao"))
        talk.act("retry", "Bao")
        again = await talk.answer()

    assert "- **Tools**: calculate\n" in told
    assert "- **Model**: mistral-" in told
    assert "**Requests**" not in told
    assert talk.whispers("Ana") == []
    assert "2125.71" in again


async def test_retry_with_another_model_is_written_in_the_thread(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        talk.say("!retry ministral-8b-latest", "Bao")
        again = await talk.answer()
        talk.say("!retry ministrel-8b-latest")
        refused = await talk.until(lambda: [each for each in talk.posts() if "I know no model" in each.text])

    assert again.startswith("_Once more, with ministral-8b-latest, for what Ana asked:_\n> hello")
    first, second = (call.body["model"] for call in talk.world.log.of("mistral", CHAT))
    assert first != second
    assert second.startswith("ministral-8b")
    assert "the nearest is ministral-8b" in refused[0].text


async def test_a_failed_answer_can_be_asked_for_again(talk: Talk, tmp_path: Path) -> None:
    talk.world.faults.add(Fault("mistral", CHAT, "status", with_={"status": 401}))
    talk.world.mistral.script([{"text": "Here I am."}])
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        assert await talk.verbs() == ["retry", "why"]
        talk.act("retry")
        assert "Here I am." in await talk.answer()


async def test_a_command_is_given_once_more_with_its_arguments(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        talk.say("@Galerne !summarize audience=channel length=long")
        first = await talk.answer()
        talk.act("retry", "Bao")
        again = await talk.answer()

    assert again.startswith("_Once more, for what Ana asked:_\n> !summarize audience=channel length=long")
    assert "We launch on 4 June." in first
    assert "We launch on 4 June." in again


async def test_a_thumb_is_thanked_for_in_private(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        talk.act("bad", "Bao")
        told = await talk.until(lambda: talk.whispers("Bao"))

    assert told == ["Thank you, noted; Retry asks me for a better one."]
    assert talk.whispers("Ana") == []


async def test_a_slack_command_in_a_channel_is_retried_in_its_thread(world: World, tmp_path: Path) -> None:
    """The answer hangs below the message that says what was asked, and so does the next."""
    talk = talk_on("slack", world)
    async with talk.bot(tmp_path):
        world.slack.command("Ana", "launch", "/ask", "what is up?")

        def root() -> str:
            return next((each["ts"] for each in world.slack.messages("launch") if each["bot"]), "")

        talk.thread = await talk.until(root)
        await talk.answer()
        talk.act("retry", "Bao")
        again = await talk.answer()

    assert again.startswith("_Once more, for what Ana asked:_\n> /ask")
    assert len([each for each in world.slack.messages("launch") if each["bot"] and not each["thread"]]) == 1


async def test_a_discord_command_in_a_channel_is_retried_beside_its_answer(world: World, tmp_path: Path) -> None:
    """The message that has the button is left as it is."""
    talk = talk_on("discord", world)
    talk.thread = "#launch"
    async with talk.bot(tmp_path):
        world.discord.slash("Ana", "#launch", "ask", {"question": "what is up?"})

        def answers() -> list[Any]:
            return [each for each in world.discord.messages("#launch") if "tokens" in each["content"]]

        [first] = await talk.until(answers)
        talk.act("retry", "Bao")
        await talk.until(lambda: len(answers()) > 1)

    kept, again = answers()
    assert (kept["id"], kept["content"]) == (first["id"], first["content"])
    assert again["content"].startswith("_Once more, for what Ana asked:_\n> /ask")


async def test_what_was_told_to_one_person_is_not_shown_to_the_model_for_another(talk: Talk, tmp_path: Path) -> None:
    """A private answer is no part of the thread that others go on in."""
    talk.world.mistral.script([{"text": "Hello."}, {"text": "- The secret is tulips [1]"}, {"text": "What secret?"}])
    async with talk.bot(tmp_path):
        talk.begin("@Galerne hello")
        await talk.answer()
        if talk.stage.name == "Slack":
            talk.say("!summarize", "Bao")
            await talk.until(lambda: talk.whispers("Bao"))
        else:
            talk.world.discord.slash("Bao", talk.thread, "summarize", {})
            await talk.until(lambda: [each for each in talk.whispers("Bao") if "tulips" in each])
        talk.say("@Galerne what is the secret?", "Dev")
        await talk.answer()

    assert len(asked(talk.world)) == 3
    assert "tulips" not in str(asked(talk.world)[-1])


async def test_a_private_answer_can_be_rated_and_explained_and_not_retried_for_all(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("We launch on 4 June.")
        message = talk.say("The press release is Chloé's.", "Bao")
        talk.choose("Explain", message, "Ana")
        if talk.stage.name == "Slack":
            slack = talk.world.slack
            [told] = await talk.until(lambda: slack.ephemerals("launch", "Ana"))
            assert "retry" not in str(told["blocks"])
            slack.press("Ana", "launch", told["ts"], "why")
            await talk.until(lambda: [each for each in talk.whispers("Ana") if "**Model**" in each])
            slack.press("Ana", "launch", told["ts"], "feedback", label="Good answer")
        else:
            discord = talk.world.discord

            def shown() -> list[dict[str, Any]]:
                return [each for each in discord.messages(talk.thread) if each["private_to"] and "why:" in str(each)]

            [told] = await talk.until(shown)
            names = [button["custom_id"] for row in told["components"] for button in row["components"]]
            assert [name.partition(":")[0] for name in names] == ["good", "bad", "why"]
            discord.press("Ana", talk.thread, told["id"], names[2])
            await talk.until(lambda: [each for each in talk.whispers("Ana") if "**Model**" in each])
            discord.press("Ana", talk.thread, told["id"], names[0])
        await talk.until(lambda: [each for each in talk.whispers("Ana") if each.startswith("Thank you")])

    assert talk.posts() == []
