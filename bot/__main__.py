"""The command line: `python -m bot run | try | doctor | console | manifest | invite | health | backup | move`."""

import argparse
import asyncio
import gc
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from bot.core.errors import BotError, SettingsInvalid
from bot.settings import Settings

log = logging.getLogger("bot")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 it could not, 2 the settings or the command line are at fault."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.command(options))
    except SettingsInvalid as error:
        print(f"The settings cannot be used:\n{error}", file=sys.stderr)
        return 2
    except BotError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="A Mistral teammate for Slack and Discord.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="start every platform whose tokens are set")
    run.add_argument("--role", choices=("all", "receiver", "worker"), help="with PostgreSQL: accept, answer, or both")
    run.set_defaults(command=_run)
    trial = commands.add_parser("try", help="play a team conversation against a sandbox, with no account")
    trial.add_argument("--interactive", action="store_true", help="type as a member of either workspace")
    trial.set_defaults(command=_try)
    doctor = commands.add_parser("doctor", help="try the keys, and say what is missing for the bot to do all it can")
    doctor.set_defaults(command=_doctor)
    console = commands.add_parser("console", help="chat in this terminal")
    console.set_defaults(command=_console)
    manifest = commands.add_parser("manifest", help="print the Slack app manifest (JSON)")
    manifest.add_argument(
        "--url", default="", help="for HTTP mode: where Slack reaches the bot, https://.../slack/events"
    )
    manifest.set_defaults(command=_manifest)
    invite = commands.add_parser("invite", help="print the Discord invite link")
    invite.set_defaults(command=_invite)
    health = commands.add_parser("health", help="exit 0 if the bot that runs here is well (needs HEALTH_FILE)")
    health.add_argument("--alive", action="store_true", help="only whether it runs: 1 if a restart may help")
    health.set_defaults(command=_health)
    backup = commands.add_parser("backup", help="copy the SQLite file while the bot goes on")
    backup.add_argument("file", type=Path, help="a file that is not there yet")
    backup.set_defaults(command=_backup)
    move = commands.add_parser("move", help="copy all that is remembered from the SQLite file into a PostgreSQL")
    move.add_argument("--to", required=True, metavar="postgresql://...", help="where to; the schema is DATABASE_SCHEMA")
    move.set_defaults(command=_move)
    return parser


def _settings(said: Mapping[str, str] = MappingProxyType({})) -> Settings:
    """Those of the environment, under what was `said` on the command line."""
    settings = Settings.load({**os.environ, **said}, Path(".env"))
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "httpcore", "slack_bolt", "slack_sdk", "discord", "procrastinate"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, logging.getLogger().level))
    return settings


def _run(options: argparse.Namespace) -> int:
    settings = _settings({"ROLE": options.role} if options.role else {})
    from bot.starting import start_lines

    startable, lines = start_lines(settings)
    print("\n".join(lines), flush=True)
    return asyncio.run(_serve(settings)) if startable else 2


@contextmanager
def _imported_for_good() -> Iterator[None]:
    """What the block imports stays for the life of the process, so the garbage collector need not walk through it."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


async def _serve(settings: Settings) -> int:
    with _imported_for_good():
        from bot.app import build
        from bot.health import keep_healthy

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stopper(task))
    async with build(settings) as bot, keep_healthy(settings.health_file, bot.ready, lambda: bot.is_well, bot.told):
        try:
            return 1 if await bot.run() else 0
        except asyncio.CancelledError:
            log.info("Stopped; what was not finished goes on at the next start")
            return 0


def _stopper(task: "asyncio.Task[int] | None") -> "_Stop":
    return _Stop(task)


class _Stop:
    """The first signal lets running answers finish; the second ends the process at once."""

    def __init__(self, task: "asyncio.Task[int] | None") -> None:
        self._task = task
        self._asked = False

    def __call__(self) -> None:
        if self._asked or self._task is None:
            os._exit(130)
        self._asked = True
        log.info("Stopping: running answers may finish; a second signal ends me at once")
        self._task.cancel()


def _try(options: argparse.Namespace) -> int:
    from bot.trial import interactive, story

    return asyncio.run(interactive.run() if options.interactive else story.run())


def _doctor(_options: argparse.Namespace) -> int:
    from bot.doctor import look_over

    return asyncio.run(look_over(_settings({"LOG_LEVEL": "ERROR"}), print))


def _console(_options: argparse.Namespace) -> int:
    settings = _settings()
    if not settings.mistral_api_key.get_secret_value():
        print("MISTRAL_API_KEY is not set: take a key from console.mistral.ai and write MISTRAL_API_KEY=... into .env")
        return 2
    return asyncio.run(_chat(settings))


async def _chat(settings: Settings) -> int:
    from adapters.console import ConsolePlatform
    from bot.app import build
    from bot.clock import SystemClock

    def write(text: str) -> None:
        print(text, end="", flush=True)

    clock = SystemClock()
    console = ConsolePlatform(sys.stdin.readline, write, clock)
    async with build(settings, clock=clock, console=console) as bot:
        await bot.run()
    return 0


def _manifest(options: argparse.Namespace) -> int:
    from adapters.slack.manifest import manifest
    from commands import declared

    settings = Settings.load(os.environ, Path(".env"))
    commands = declared(settings.bot_name)
    print(json.dumps(manifest(commands.all, name=settings.bot_name, url=options.url), indent=2, ensure_ascii=False))
    return 0


def _invite(_options: argparse.Namespace) -> int:
    from adapters.discord.invite import application_id, invite_url

    settings = Settings.load(os.environ, Path(".env"))
    token = settings.discord_token.get_secret_value()
    if not token:
        print("DISCORD_TOKEN is not set: take it from the Discord developer portal, your application, Bot")
        return 2
    if not (application := application_id(token)):
        print(
            "DISCORD_TOKEN does not look like a bot token: take it from the Discord developer portal, Bot, Reset Token"
        )
        return 2
    print(invite_url(application))
    return 0


def _health(options: argparse.Namespace) -> int:
    from bot.health import look

    settings = Settings.load(os.environ, Path(".env"))
    if not settings.health_file:
        print("HEALTH_FILE is not set: name a file there that the running bot may write")
        return 2
    well, told = look(Path(settings.health_file), time.time(), alive=options.alive)
    print(told)
    return 0 if well else 1


def _backup(options: argparse.Namespace) -> int:
    from bot.backup import back_up

    return back_up(_settings(), options.file, print)


def _move(options: argparse.Namespace) -> int:
    from bot.moving import move_to

    return asyncio.run(move_to(_settings(), options.to, print))


if __name__ == "__main__":
    sys.exit(main())
