"""The story's scenes with a tool that changes something: a person is asked first, and says yes, or no."""

from bot.core.tool import Tool, ToolContext, tool
from bot.trial.conversation import PATIENCE, Broken, Conversation, expect
from bot.trial.scenes import Scene
from bot.trial.screen import Line
from bot.trial.stage import SlackStage, Stage
from deploy.sandbox.world import World

_LIST: list[str] = []


def shopping_tool() -> Tool:
    async def add_to_list(_context: ToolContext, item: str) -> str:
        """Add an item to the shopping list of the team."""
        _LIST.append(item)
        return f"The list now holds: {', '.join(_LIST)}."

    return tool(add_to_list, changes=True, doing="adding {item} to the list")


class ShoppingScenes(Conversation):
    @property
    def scenes(self) -> tuple[tuple[str, Scene], ...]:
        return (
            ("a tool that changes something asks first, and the answer says who allowed it", self._allowed),
            ("what is denied is not done, and the answer says so", self._denied),
        )

    async def _allowed(self) -> None:
        _LIST.clear()
        await self._asked("paper cups")
        if _LIST:
            raise Broken("the list was changed before anybody had allowed it")
        self._press("Allow once")
        expect(await self.answer(), lambda text: "allowed by Ana" in text, "a line that says who allowed it")
        if _LIST != ["paper cups"]:
            raise Broken(f"the list holds {_LIST}")

    async def _denied(self) -> None:
        await self._asked("a yacht")
        self._press("Deny")
        expect(await self.answer(), lambda text: "Ana did not allow it" in text, "a line that says it was not done")
        if "a yacht" in _LIST:
            raise Broken("it was done all the same")

    async def _asked(self, item: str) -> None:
        if not self.thread:
            self.begin("Ana", "We need things for the launch.")
        self.say("Ana", f"@Galerne add to the list: {item}")
        await self.world.log.until(lambda: "May I run" in self.stage.showing(self.thread), timeout=PATIENCE)
        self.audience.see(Line("posted", self.stage.showing(self.thread), "Galerne"))

    def _press(self, label: str) -> None:
        self.audience.see(Line("note", f"Ana presses {label!r}"))
        press(self.world, self.stage, self.thread, label)


def press(world: World, stage: Stage, thread: str, label: str) -> None:
    """Ana presses a button of the bot's newest message."""
    if isinstance(stage, SlackStage):
        mine = [each for each in world.slack.messages("launch", thread) if each["bot"]]
        world.slack.press("Ana", "launch", mine[-1]["ts"], label=label)
        return
    bot = world.discord.ids()["bot"]
    mine = [each for each in world.discord.messages(thread) if each["author_id"] == bot]
    world.discord.press("Ana", thread, mine[-1]["id"], label=label)
