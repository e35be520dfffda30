"""One file per command, declared once for every platform; this list is the only registry."""

from collections.abc import Callable

from bot.core.command import Commands
from bot.core.values import Address
from commands.ask import ASK
from commands.help import help_command
from commands.stop import stop_command


def all_commands(bot_name: str, stop: Callable[[Address], bool]) -> Commands:
    """Every command, built with what it needs."""
    listed = [ASK, stop_command(stop)]
    return Commands([*listed, help_command(listed, bot_name)])
