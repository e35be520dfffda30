"""`python -m tests.faults --seed N --kills K`: kill the bot under load, and say what became of the questions."""

import argparse
import asyncio
import logging
import random
import sys
import tempfile
from functools import partial
from pathlib import Path

from tests.faults.fleet import Fleet
from tests.faults.scaled import torture_fleet
from tests.faults.torture import PATIENCE, plan, torture
from tests.postgres import postgres_server


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000), help="of an earlier run, to repeat it")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--before", type=int, default=600, help="questions that are answered before the first kill")
    parser.add_argument("--keep", type=Path, help="a folder for the database and the log of the bot")
    parser.add_argument("--patience", type=float, default=PATIENCE, help="seconds for the last answers")
    parser.add_argument("--scaled", action="store_true", help="two receivers and two workers, over a PostgreSQL")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # that clients die is what happens here
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if options.scaled:
            return _scaled(options, folder)
        running = torture(
            options.seed,
            plan(options.seed, options.kills),
            folder,
            before=options.before,
            patience=options.patience,
            loud=True,
        )
        report = asyncio.run(running)
    for sentence in report.verdict.all():
        print(f"✗ {sentence}")
    print(f"points: {dict(sorted(report.kills.items()))}; not met in time: {dict(sorted(report.missed.items()))}")
    print(report.line())
    if never := report.never_met():
        print(f"✗ never met: {', '.join(sorted(never))}")
    return 1 if report.verdict.all() or never else 0


def _scaled(options: argparse.Namespace, folder: Path) -> int:
    with postgres_server() as url:
        suffer = partial(Fleet.suffer, count=options.kills, loud=True)
        report, toll = asyncio.run(torture_fleet(options.seed, suffer, folder, url, patience=options.patience))
    wrong = [*report.verdict.all(), *toll.defects]
    for sentence in wrong:
        print(f"✗ {sentence}")
    print(f"{dict(sorted(toll.deaths.items()))}; {toll.thawed} ended themselves when they thawed")
    print(report.line())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
