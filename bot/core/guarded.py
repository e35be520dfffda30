"""An answer that is shown only while its turn may be this process's."""

from collections.abc import Callable, Sequence

from bot.core.documents import OutFile
from bot.core.platform_ports import Reply
from bot.core.values import Option, Verb

Check = Callable[[], None]
"""Raises `Superseded` where another process may have taken up the turns of this one."""


class GuardedReply:
    """`Reply`; each call that would be seen is preceded by a `check`."""

    def __init__(self, reply: Reply, check: Check) -> None:
        self._reply = reply
        self._check = check

    @property
    def is_private(self) -> bool:
        return self._reply.is_private

    async def status(self, text: str) -> None:
        self._check()
        await self._reply.status(text)

    async def wait(self, text: str) -> None:
        self._check()
        await self._reply.wait(text)

    async def show(self, text: str) -> None:
        self._check()
        await self._reply.show(text)

    def pause(self) -> float:
        return self._reply.pause()

    async def finish(self, text: str, *, footer: str = "", verbs: Sequence[Verb] = ()) -> None:
        self._check()
        await self._reply.finish(text, footer=footer, verbs=verbs)

    async def fail(self, text: str, notice: str, *, verbs: Sequence[Verb] = ()) -> None:
        self._check()
        await self._reply.fail(text, notice, verbs=verbs)

    async def ask(self, text: str, options: Sequence[Option]) -> None:
        self._check()
        await self._reply.ask(text, options)

    async def attach(self, file: OutFile, *, key: str) -> None:
        self._check()
        await self._reply.attach(file, key=key)
