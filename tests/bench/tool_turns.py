"""What calling tools costs: our own time for each step of a turn, recorded in the journal as always."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from bot.clock import SystemClock
from bot.core.messages import AssistantMessage, ModelEvent, ModelRequest, ReplyEnded, ToolCall, Usage, UserMessage
from bot.core.records import Step
from bot.core.tool import ToolContext
from bot.core.toolbox import Toolbox
from bot.core.turn import take_turn
from bot.core.values import Address, Author, MessageReceived, Said
from bot.store.database import open_store
from bot.tools.calculator import calculator_tool
from bot.tools.calendar import calendar_tool
from bot.tools.clock import clock_tool
from tests.bench.table import Table

STEPS, TURNS = 8, 30


class FakeCallingModel:
    """Asks for a sum in each of its replies, and then answers."""

    def __init__(self) -> None:
        self.replies = 0

    async def stream(self, request: ModelRequest) -> AsyncGenerator[ModelEvent, None]:
        del request
        self.replies += 1
        number = self.replies % (STEPS + 1)
        calls = (
            (ToolCall(f"call{self.replies:05}", "calculate", '{"expression": "12400 * 1.2 / 7"}'),) if number else ()
        )
        yield ReplyEnded(AssistantMessage("" if calls else "Done.", calls), Usage(50, 20), "stop")


async def cost_of_a_step() -> tuple[float, float]:
    """Milliseconds for each step: of CPU, and from one reply of the model to the next."""
    author, address = Author("U1", "Ana"), Address("instant", "W", "C1", "1")
    toolbox = Toolbox(
        [clock_tool("UTC"), calendar_tool("UTC"), calculator_tool()], ToolContext(address, author, time.time())
    )
    model, cpu, wall = FakeCallingModel(), [], []
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "bench.sqlite3", SystemClock()) as store:
            for number in range(TURNS):
                said = Said(str(1000 + number), author, time.time(), "What is it?")
                event = MessageReceived(f"E{number}", address, said, addressed=True)
                accepted = await store.journal.accept(event, address, answer=True)
                turn = await store.journal.begin(accepted.id) if accepted else None
                assert turn is not None
                used, began = time.process_time(), time.perf_counter()
                request = ModelRequest("small", (UserMessage("Ana: What is it?"),), toolbox.specs)
                async with aclosing(take_turn(model, request, toolbox)) as events:
                    async for each in events:
                        if isinstance(each, Step):
                            await store.journal.record(turn, each)
                cpu.append((time.process_time() - used) / STEPS * 1_000)
                wall.append((time.perf_counter() - began) / STEPS * 1_000)
    return statistics.median(cpu), statistics.median(wall)


def measure(table: Table) -> None:
    table.heading("Tools")
    cpu, wall = asyncio.run(cost_of_a_step())
    table.row(f"a step of a turn that calls tools, {STEPS} steps: CPU", cpu, "ms", at_most=5.0, digits=2)
    table.row("the same, from one reply of the model to the next", wall, "ms", digits=2)
