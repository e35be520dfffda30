"""Members of both workspaces as the bench drives them: they ask, and the sandbox says when the answer could be read."""

import base64
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from tests.bench.processes import Sandbox

CONNECTING = {
    "link",
    "apps.connections.open",
    "auth.test",
    "GET users/@me",
    "GET oauth2/applications/@me",
    "GET gateway",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """Monotonic seconds at which an answer's first and last text could be read."""

    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file that comes with a message."""

    name: str
    media_type: str
    data: bytes

    def base64(self) -> str:
        return base64.b64encode(self.data).decode()


class People(Protocol):
    service: str

    def ask(self, text: str, files: Sequence[Dropped] = ()) -> str:
        """Mention the bot in the channel; a key under which its answer is found."""

    def ask_in(self, thread: str, text: str) -> str: ...

    def thread_at(self, key: str) -> str:
        """The thread in which `ask` was answered, for `ask_in`."""

    def answer(self, key: str) -> Answer | None:
        """The answer if its receipt is there."""

    def thread_of(self, n: int) -> str:
        """A thread of `n` old messages."""


class SlackPeople:
    service = "slack"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._mention = f"<@{sandbox.do('slack', 'identity')['bot']}>"

    def ask(self, text: str, files: Sequence[Dropped] = ()) -> str:
        arguments: dict[str, Any] = {"user": "Ana", "channel": "launch", "text": f"{self._mention} {text}"}
        if files:
            arguments["files"] = [self._upload(file) for file in files]
        return str(self._sandbox.do("slack", "say", **arguments))

    def _upload(self, file: Dropped) -> str:
        arguments = {"name": file.name, "mimetype": file.media_type, "content_base64": file.base64()}
        return str(self._sandbox.do("slack", "upload", user="Ana", **arguments))

    def thread_at(self, key: str) -> str:
        return key.partition("/")[0]

    def ask_in(self, thread: str, text: str) -> str:
        arguments = {"user": "Ana", "channel": "launch", "text": f"{self._mention} {text}", "thread": thread}
        return f"{thread}/{self._sandbox.do('slack', 'say', **arguments)}"

    def answer(self, key: str) -> Answer | None:
        thread, _, asked = key.partition("/")
        times = self._sandbox.do("slack", "visible_times")
        mine = [one for one in times if one["thread"] == thread and one["ts"] > asked and one["first"] is not None]
        if not mine:
            return None
        said = {one["ts"]: one for one in self._sandbox.do("slack", "messages", channel="launch", thread=thread)}
        last = said[mine[-1]["ts"]]
        if last["streaming_state"] == "in_progress" or "tokens ·" not in str(last["blocks"]):
            return None
        return Answer(min(one["first"] for one in mine), max(one["last"] for one in mine))

    def thread_of(self, n: int) -> str:
        return str(self._sandbox.do("slack", "fill", channel="launch", thread="", n=n))


class DiscordPeople:
    service = "discord"

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def ask(self, text: str, files: Sequence[Dropped] = ()) -> str:
        thread = self._sandbox.do("discord", "create_thread", user="Ana", channel="#launch", name=text[:60])
        return self._say(thread, text, files)

    def ask_in(self, thread: str, text: str) -> str:
        return self._say(thread, text, ())

    def thread_at(self, key: str) -> str:
        return key.partition("/")[0]

    def _say(self, thread: str, text: str, files: Sequence[Dropped]) -> str:
        arguments: dict[str, Any] = {"user": "Ana", "channel": thread, "text": f"<@BOT> {text}"}
        if files:
            arguments["files"] = [{"name": f.name, "base64": f.base64(), "type": f.media_type} for f in files]
        return f"{thread}/{self._sandbox.do('discord', 'say', **arguments)}"

    def answer(self, key: str) -> Answer | None:
        thread, _, asked = key.partition("/")
        times = self._sandbox.do("discord", "visible_times")
        mine = [one for one in times if one["channel"] == thread and int(one["id"]) > int(asked)]
        if not mine:
            return None
        last = self._sandbox.do("discord", "messages", channel=thread)[-1]
        if "tokens ·" not in last["content"]:
            return None
        return Answer(min(one["first"] for one in mine), max(one["last"] for one in mine))

    def thread_of(self, n: int) -> str:
        thread = str(self._sandbox.do("discord", "create_thread", user="Ana", channel="#launch", name="long"))
        self._sandbox.do("discord", "fill", channel=thread, number=n)
        return thread


def wait(people: People, keys: list[str], patience: float = 90.0) -> list[Answer]:
    """The answers to all questions, in their order."""
    found: dict[str, Answer] = {}
    end = time.monotonic() + patience
    while len(found) < len(keys):
        if time.monotonic() > end:
            raise RuntimeError(f"{len(keys) - len(found)} of {len(keys)} answers did not come")
        time.sleep(0.05 if len(keys) < 5 else 0.3)
        for key in keys:
            if key not in found and (answer := people.answer(key)) is not None:
                found[key] = answer
    return [found[key] for key in keys]
