"""`/help`: what the bot can do, made from the commands' own declarations."""

from collections.abc import Sequence
from typing import Annotated, Final

from bot.core.command import Command, CommandContext, command
from bot.core.errors import CommandRejected
from bot.core.parameters import Parameter, Suggestions, fitting, nearest

_EXAMPLES: Final = 5  # values of a parameter that are listed


def help_command(others: Sequence[Command], bot_name: str) -> Command:
    """The command that lists `others` and itself, or shows how one of them is used."""

    async def names(typed: str) -> Sequence[str]:
        return fitting(typed, sorted(each.name for each in [*others, this]))

    async def show_help(
        _context: CommandContext,
        name: Annotated[str, "a command, to see how it is used; empty for all", Suggestions(names)] = "",
    ) -> str:
        """Say what I can do and how to ask for it."""
        listed = {each.name: each for each in sorted([*others, this], key=lambda each: each.name)}
        wanted = name.strip().lower().lstrip("/!")
        if not wanted:
            return _all(list(listed.values()), bot_name)
        if wanted in listed:
            return await _one(listed[wanted])
        near = nearest(wanted, listed) or list(listed)
        raise CommandRejected(f"There is no command `{wanted}`. There is {_listed([f'`{each}`' for each in near])}.")

    this = command(show_help, private=True, for_all=True, name="help", example="summarize")
    return this


_INTRO: Final = (
    "Mention me in a channel, or write to me directly: I am {name}, and I answer in the thread after reading it. In a "
    "thread where I have answered, just go on writing."
)
_MORE: Final = (
    "In a thread, write a command as `!name`, for example `!help`; `!help ask` shows how one is used. {menu} are also "
    "in the menu of each message."
)


def _all(listed: Sequence[Command], bot_name: str) -> str:
    lines = [f"- `/{each.name}{' ' + each.usage if each.usage else ''}`: {each.description}" for each in listed]
    menu = _listed([f"*{each.on_message}*" for each in listed if each.on_message], "and")
    return "\n".join([_INTRO.format(name=bot_name), "", *lines, "", _MORE.format(menu=menu)])


async def _one(shown: Command) -> str:
    """How it is written, what each parameter takes, and an example."""
    usage = f" {shown.usage}" if shown.usage else ""
    lines = [f"`/{shown.name}{usage}`, or in a thread `!{shown.name}{usage}`", "", shown.description]
    lines += [f"- `{each.name}`: {each.description}{await _values(each)}" for each in shown.parameters]
    if shown.takes_file:
        lines.append("- a file: on Discord as its `file`; on both with a message that says `!" + shown.name + "`")
    if shown.on_message:
        lines.append(f"In the menu of a message it is called *{shown.on_message}*.")
    if shown.example:
        lines += ["", f"For example: `!{shown.name} {shown.example}`"]
    return "\n".join(lines)


async def _values(parameter: Parameter) -> str:
    """What may be given; what is suggested while it is typed on Discord has to be listed for Slack."""
    if parameter.choices:
        return f" ({_listed([f'`{each}`' for each in parameter.choices])})"
    if parameter.suggest is not None and (some := await parameter.suggest("")):
        return f" (such as {', '.join(f'`{each}`' for each in some[:_EXAMPLES])})"
    if parameter.type in {"integer", "number"} and parameter.minimum is not None and parameter.maximum is not None:
        return f" ({parameter.minimum:g} to {parameter.maximum:g})"
    return ""


def _listed(words: Sequence[str], last: str = "or") -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
