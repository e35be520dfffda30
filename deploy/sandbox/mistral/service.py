"""The loopback Mistral API as one service of the sandbox."""

import re
from typing import Any, ClassVar

from aiohttp import web

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.log import CallLog
from deploy.sandbox.mistral.agents.api import Agents
from deploy.sandbox.mistral.chat import Chat
from deploy.sandbox.mistral.conversations.api import Conversations
from deploy.sandbox.mistral.embeddings import Embeddings
from deploy.sandbox.mistral.files.api import Files
from deploy.sandbox.mistral.gate import Answer, Arrival, Gate
from deploy.sandbox.mistral.limits import REQUESTS, TOKENS, Limits
from deploy.sandbox.mistral.models import Models
from deploy.sandbox.mistral.ocr.api import Ocr
from deploy.sandbox.mistral.pace import Pace
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.script import Writer
from deploy.sandbox.mistral.speech.api import Transcriptions
from deploy.sandbox.mistral.state import State

PLACE = re.compile(r"\{\w+\}")
KEY = "sandbox-key-that-opens-nothing"
LARGEST = 520 * 1024 * 1024  # bytes of a body: a file of 512 MB and its form


class MistralService:
    """Serves chat, OCR, transcriptions, embeddings, files, models, agents and conversations.

    The methods in `VERBS` take and return what JSON can hold.
    """

    VERBS: ClassVar[frozenset[str]] = frozenset(
        {"script", "pace", "limit", "timings", "set_context", "files", "clear"}
        | {"shelve", "agents", "lose_conversations"}
    )

    def __init__(self, clock: Clock, log: CallLog, faults: FaultPlan) -> None:
        self._state = State(clock, log, faults, Limits(clock))
        self._port = 0

    def application(self) -> web.Application:
        gate = Gate(self._state, KEY)
        models, files = Models(self._state), Files(self._state)
        application = web.Application(client_max_size=LARGEST)
        application.on_response_prepare.append(gate.sign)
        for method, path, answer in (
            ("POST", "/v1/chat/completions", Chat(self._state).complete),
            ("POST", "/v1/embeddings", Embeddings(self._state).create),
            ("POST", "/v1/ocr", Ocr(self._state).read),
            ("POST", "/v1/audio/transcriptions", Transcriptions(self._state).create),
            ("POST", "/v1/files", files.upload),
            ("GET", "/v1/files", files.list),
            ("GET", "/v1/files/{file_id}", files.one),
            ("DELETE", "/v1/files/{file_id}", files.delete),
            ("GET", "/v1/files/{file_id}/content", files.content),
            ("GET", "/v1/files/{file_id}/url", files.address),
            *beta(self._state),
            ("GET", "/v1/models", models.list),
            ("GET", "/v1/models/{model_id}", models.one),
        ):
            name = f"{method} {PLACE.sub('{id}', path)}"
            application.router.add_route(method, path, gate.guard(name, answer))
        application.router.add_get("/signed/{file_id}", gate.guard("GET /signed/{id}", files.signed, keyless=True))
        application.router.add_route("*", "/{path:.*}", gate.guard("unknown", nowhere))
        return application

    def opened(self, port: int) -> None:
        self._port = port

    def environment(self) -> dict[str, str]:
        return {"MISTRAL_API_KEY": KEY, "MISTRAL_BASE_URL": f"http://127.0.0.1:{self._port}"}

    async def close(self) -> None:
        """End the streams that a fault keeps silent."""
        self._state.closing.set()

    def script(self, replies: list[dict[str, Any]]) -> None:
        """Lay down replies for the next chat requests, in order; each may have:

        `text`, `thinking`, `calls` [{name, arguments}], `finish`, `tokens` (so many synthetic words), `fragmented`
        (calls in pieces), `match` (only for a request whose last user message contains it).
        """
        self._state.script.add(replies)

    def write_with(self, writer: Writer | None) -> None:
        """Ask this for every reply that is not laid down; for tests in the sandbox's own process."""
        self._state.script.writer = writer

    def pace(self, first: float = 0.0, tokens_per_second: float = 0.0) -> None:
        """Answer `first` seconds after a request arrives, and then at this speed; zeros: at once."""
        self._state.pace = Pace(first, tokens_per_second)

    def limit(
        self,
        model: str,
        requests_per_minute: int = REQUESTS,
        tokens_per_minute: int = TOKENS,
        *,
        retry_after: bool = True,
    ) -> None:
        """Limit a model, named by id or alias; `retry_after` says whether a 429 carries that header.

        What is called tokens is pages for a model of OCR, and seconds of sound for one of transcription.
        """
        found = self._state.catalogue.known(model)
        self._state.limits.allow(found.id, requests_per_minute, tokens_per_minute, retry_after=retry_after)

    def timings(self) -> list[dict[str, float]]:
        """For each answered chat request: request (from 1), arrived, first_token, last_token, tokens."""
        return [
            {
                "request": turn.request,
                "arrived": turn.arrived,
                "first_token": turn.first_token,
                "last_token": turn.last_token,
                "tokens": turn.tokens,
            }
            for turn in self._state.turns
        ]

    def set_context(self, model: str, tokens: int) -> None:
        """Set how many tokens a model takes."""
        self._state.catalogue.set_context(model, tokens)

    def files(self) -> list[dict[str, Any]]:
        """Every file that was ever uploaded, in order: its card, `there` (or not, any more) and `deleted_at`."""
        return self._state.files.ever()

    def shelve(self, web: list[dict[str, str]], libraries: dict[str, list[dict[str, str]]] | None = None) -> None:
        """Lay down what connectors find: pages of the web with `title`, `url` and `text`, documents by library."""
        self._state.shelves.web.extend(web)
        for library_id, documents in (libraries or {}).items():
            self._state.shelves.libraries.setdefault(library_id, []).extend(documents)

    def agents(self) -> list[dict[str, Any]]:
        """The agents that there are, newest first, as the API shows them."""
        return [agent.card() for agent in self._state.agents.all()]

    def lose_conversations(self) -> None:
        """Forget every conversation, as the service may."""
        self._state.conversations.lose()

    def clear(self) -> None:
        """Forget script, pace, limits, contexts, timings, files, agents and conversations."""
        self._state.clear()


def beta(state: State) -> list[tuple[str, str, Answer]]:
    """Agents and conversations."""
    agents, conversations = Agents(state), Conversations(state)
    agent, conversation = "/v1/agents/{agent_id}", "/v1/conversations/{conversation_id}"
    return [
        ("POST", "/v1/agents", agents.create),
        ("GET", "/v1/agents", agents.every),
        ("GET", agent, agents.one),
        ("PATCH", agent, agents.update),
        ("DELETE", agent, agents.delete),
        ("GET", f"{agent}/versions", agents.versions),
        ("POST", "/v1/conversations", conversations.start),
        ("GET", "/v1/conversations", conversations.every),
        ("GET", conversation, conversations.one),
        ("POST", conversation, conversations.append),
        ("DELETE", conversation, conversations.delete),
        ("GET", f"{conversation}/history", conversations.history),
        ("GET", f"{conversation}/messages", conversations.messages),
        ("POST", f"{conversation}/restart", conversations.restart),
    ]


async def nowhere(arrival: Arrival) -> web.Response:
    path = arrival.request.path
    raise Refusal(404, "Not Found" if path.startswith("/v1/") else "no Route matched with those values")
