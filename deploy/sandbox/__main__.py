"""`python -m deploy.sandbox`: the sandbox as a process of its own; prints one line of JSON with what a bot needs."""

import asyncio
import json
import sys

from deploy.sandbox.control import Control
from deploy.sandbox.http import Site
from deploy.sandbox.world import open_world


async def serve() -> None:
    """Serve until standard input ends, so that the sandbox never outlives whoever started it."""
    async with open_world() as world:
        site = Site(Control(world).application())
        port = await site.start()
        line = {"environment": world.environment(), "control": f"http://127.0.0.1:{port}/control"}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
        await site.stop()


if __name__ == "__main__":
    asyncio.run(serve())
