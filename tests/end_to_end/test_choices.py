"""`/model`, `/persona`, `/settings` and `/about`: chosen, used and shown, on both platforms."""

from pathlib import Path

from tests.end_to_end.test_usage import told_alone
from tests.end_to_end.test_who_may import requests
from tests.talk import Talk


async def told(talk: Talk, who: str, words: str) -> str:
    """What the bot has told this person alone, once it says so."""
    return str(await talk.until(lambda: words in told_alone(talk, who) and told_alone(talk, who)))


async def posted(talk: Talk, number: int) -> str:
    """The bot's message of that number in the thread; a command's answer has no receipt."""
    await talk.until(lambda: len(talk.posts()) >= number and talk.posts()[number - 1].text)
    talk.heard = number
    return talk.posts()[number - 1].text


async def test_a_model_that_is_chosen_for_a_conversation_answers_there(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!model mistral-medium-latest", "Bao")
        chosen = await posted(talk, 2)
        talk.say("@Galerne and when is lunch?", "Dev")
        await talk.answer()

        assert chosen.startswith("From now on `mistral-medium-")
        assert "tokens; €" in chosen
        models = [call.body["model"] for call in requests(talk)]
        assert [model.split("-")[1] for model in models] == ["small", "medium"]
        assert models[1] in talk.posts()[-1].footer


async def test_a_model_that_is_chosen_for_oneself_answers_nobody_else(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Dev")
        await talk.answer()
        talk.say("!model mistral-medium-latest scope=me", "Bao")
        await told(talk, "Bao", "answers to all you ask")
        for who in ("Bao", "Dev"):
            talk.say("@Galerne and when is lunch?", who)
            await talk.answer()

        assert [call.body["model"].split("-")[1] for call in requests(talk)] == ["small", "medium", "small"]


async def test_models_are_listed_with_window_and_price_and_names_are_looked_up(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!model", "Bao")
        listed = await told(talk, "Bao", "There are:")
        talk.say("!model mistral-smal scope=me", "Bao")
        unknown = await told(talk, "Bao", "did you mean")
        talk.say("!model mistral-ocr-latest scope=me", "Bao")
        await told(talk, "Bao", "cannot answer in a chat")
        talk.say("!model mistral-medium-latest scope=channel", "Bao")
        await talk.until(lambda: "Only an admin can choose the model of a channel" in "".join(map(str, talk.posts())))

        assert "(as everywhere)" in listed
        assert "ocr" not in listed
        assert "`mistral-small-latest`" in unknown


async def test_a_persona_is_told_to_the_model_in_its_channel(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!persona Speak like a pirate.", "Bao")
        refused = await posted(talk, 2)
        talk.say("!persona Speak like a pirate.", "Ana")
        assert "In this channel I am told from now on" in await posted(talk, 3)
        talk.say("@Galerne and when is lunch?", "Bao")
        await talk.answer()
        system = talk.last_request()["messages"][0]["content"]
        talk.say("!persona clear", "Ana")
        await posted(talk, 5)
        talk.say("@Galerne once more, when is lunch?", "Bao")
        await talk.answer()

        assert "Only an admin can set the persona of a channel" in refused
        assert "In this channel, its admins ask you besides:\nSpeak like a pirate." in system
        assert "pirate" not in talk.last_request()["messages"][0]["content"]


async def test_settings_say_what_holds_and_where_it_comes_from(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, PERSON_BUDGET="10"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!model mistral-medium-latest", "Bao")
        await posted(talk, 2)
        talk.say("!settings", "Bao")
        shown = await told(talk, "Bao", "Time zone")

        assert "chosen for this conversation" in shown
        assert "€10.00" in shown
        assert "xoxb" not in shown


async def test_about_says_who_looks_after_it_and_where_mistral_is(talk: Talk, tmp_path: Path) -> None:
    async with talk.bot(tmp_path, ADMINS="slack:U0ANA0001", CONTACT="Ana in #help"):
        talk.begin("Lunch is at noon.")
        talk.say("@Galerne when is lunch?", "Bao")
        await talk.answer()
        talk.say("!about", "Bao")
        said = await told(talk, "Bao", "Where Mistral is reached")

        assert "127.0.0.1" in said
        assert "U0ANA0001" in said
        assert "Ask Ana in #help" in said
        assert "7 days" in said
