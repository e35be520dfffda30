"""Summarise every conversation and print the scores: `python -m tests.evaluation [--show] [NAME ...]`."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clock import SystemClock
from bot.core.foreign_links import ForeignLinks
from bot.core.model_ports import Models
from bot.core.values import Heard
from bot.mistral.catalogue import Catalogue
from bot.mistral.client import Mistral, open_http
from bot.mistral.tokens import TekkenTokens
from bot.settings import Settings
from bot.summaries.material import lines_of
from bot.summaries.prompts import Wish
from bot.summaries.sources import Checked, Sources
from bot.summaries.writing import Task, Writer
from bot.wiring import mistral_config
from deploy.sandbox.world import open_world
from tests.core.file_fakes import FakeTurnFiles
from tests.evaluation.cases import CASES
from tests.evaluation.played import TALKATIVE, measured
from tests.evaluation.score import Score, scored

_ROW = "{:<14}{:>9}{:>9}{:>9}{:>11}{:>8}{:>9}{:>7}{:>10}{:>9}{:>9}"
_HEAD = "messages requests covered well-cited points sourced links unrelated invented speakers"


async def summarised(writer: Writer, heard: Sequence[Heard], files: FakeTurnFiles) -> Checked:
    """As `/summarize` does it, up to the check."""
    links = {number: f"https://chat.example/archives/{each.said.message_id}" for number, each in enumerate(heard, 1)}
    zone = ZoneInfo("UTC")
    written = await writer(lines_of(heard, zone), Task(Wish("long"), "shortly after the last message", files))
    return Sources(links, {}, ForeignLinks(links.values(), [each.said.text for each in heard])).checked(written.text)


def row(name: str, score: Score) -> str:
    facts = (
        *(score.messages, score.requests, f"{score.covered}/{score.expected}", f"{score.well_cited}/{score.expected}"),
        *(score.points, score.sourced, score.links, score.unrelated, score.unknown, f"{score.speakers:.0%}"),
    )
    return _ROW.format(name, *facts)


async def print_played() -> None:
    """The whole bot on both platforms, with the sandbox's model."""
    print("\nPlayed into a channel and a thread of each platform, as /summarize cites it:")
    for platform in ("slack", "discord"):
        with tempfile.TemporaryDirectory() as folder:
            async with open_world() as world:
                found = await measured(world, platform, Path(folder), TALKATIVE)
        valid = (found.links - found.outside) / max(found.links, 1)
        print(
            f"{platform:<10}{found.messages:,} messages, {found.shown:,} shown in {found.requests} requests; "
            f"{found.links} links, {valid:.0%} valid, {found.outside} outside; "
            f"{found.cited_speakers} of {found.speakers} speakers, {found.cited_threads} of {found.threads} threads",
            flush=True,
        )


async def main(arguments: Sequence[str]) -> None:
    async with AsyncExitStack() as stack:
        environment = dict(os.environ)
        if not environment.get("MISTRAL_API_KEY"):
            world = await stack.enter_async_context(open_world())
            environment |= {name: value for name, value in world.environment().items() if name.startswith("MISTRAL")}
            print("There is no MISTRAL_API_KEY: the sandbox's model picks sentences, and only the mechanics count.\n")
        settings = Settings.load(environment)
        config = mistral_config(settings)
        http = await stack.enter_async_context(open_http(config))
        mistral = Mistral(http, config, SystemClock())
        models: Models = Catalogue(base_url=settings.mistral_base_url)
        writer = Writer(mistral, models, TekkenTokens(), settings.mistral_model)
        print(_ROW.format("", *_HEAD.split()))
        for case in CASES:
            if set(arguments) - {"--show"} and case.name not in arguments:
                continue
            heard, files = case.heard(), FakeTurnFiles()
            checked = await summarised(writer, heard, files)
            print(row(case.name, scored(case, heard, checked, len(files.charges))), flush=True)
            if "--show" in arguments:
                print(f"\n{checked.text}\n")
    if not set(arguments) - {"--show"}:
        await print_played()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
