"""`python -m tests.bench [NAME ...]`: all measurements, or those named."""

import sys

from tests.bench import answers, files, memory, process_cost, roles, scaled, shards, tool_turns, turns, window
from tests.bench.table import Table

ALL = {
    "answers": answers.measure,
    "files": files.measure,
    "memory": memory.measure,
    "process": process_cost.measure,
    "tools": tool_turns.measure,
    "turns": turns.measure,
    "window": window.measure,
    "roles": roles.measure,
    "scaled": scaled.measure,
    "shards": shards.measure,
}

if __name__ == "__main__":
    table = Table()
    for name in sys.argv[1:] or ALL:
        ALL[name](table)
    table.end()
