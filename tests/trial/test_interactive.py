"""Typing as a member of either workspace."""

from bot.trial.interactive import HELP, Room
from bot.trial.story import bot_in
from deploy.sandbox.world import World, open_world


async def hears(world: World, room: Room) -> str:
    """The next answer, once it stands still."""
    posts = await world.log.until(room.news, timeout=15)
    return "\n".join(post.text for post in posts)


async def test_a_person_can_talk_on_both_platforms() -> None:
    async with open_world() as world, bot_in(world):
        room = Room(world)
        for where in ("slack", "discord"):
            assert room.obey(f"/{where}") == f"You are {room.place}."
            room.obey("/as bao")
            room.say("Lunch is at noon.")
            room.obey("/as dev")
            room.say("@Galerne when is lunch?")
            assert 'Bao wrote: "Lunch is at noon".' in await hears(world, room)
            room.say("!help")
            [help_text] = await world.log.until(room.whispers, timeout=15)
            assert "`/ask <question>`" in help_text


async def test_a_conversation_may_begin_with_a_mention() -> None:
    async with open_world() as world, bot_in(world):
        room = Room(world)
        for where in ("slack", "discord"):
            room.obey(f"/{where}")
            room.say("@Galerne what is 6 * 7?")
            assert "42" in await hears(world, room)


async def test_nonsense_is_answered_with_help() -> None:
    async with open_world() as world:
        room = Room(world)

        assert room.obey("/dance") == HELP
        assert room.obey("/as nobody") == HELP
        assert room.obey("/new").startswith("The next thing you say")
        assert room.news() == []
