"""The loopback Slack: one workspace, its Web API, Socket Mode, events over HTTP, and files.

Written from Slack's public documents and from what their users measured. It judges as Slack does: see `access`,
`compose`, `block_rules`, `streams`, `rates`, `courier`, `pings`. What people do and see are the verbs: see `talking`,
`filing`, `acting`, `forms`, `reading`, `switching`, `file_rules`.
"""

from typing import ClassVar

from aiohttp import web

from deploy.sandbox.clock import Clock
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import suffer
from deploy.sandbox.log import CallLog
from deploy.sandbox.slack.acting import Acting
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.file_rules import FileRules
from deploy.sandbox.slack.filing import Filing
from deploy.sandbox.slack.forms import Forms
from deploy.sandbox.slack.hosting import Hosting
from deploy.sandbox.slack.reading import Reading
from deploy.sandbox.slack.responses import Responses
from deploy.sandbox.slack.switching import Switching
from deploy.sandbox.slack.talking import Talking
from deploy.sandbox.slack.web_api import WebApi

LARGEST_BODY = 64 * 1024 * 1024  # bytes


class SlackService(Talking, Filing, Acting, Forms, Reading, Switching, FileRules):
    VERBS: ClassVar[frozenset[str]] = frozenset(
        name
        for group in (Talking, Filing, Acting, Forms, Reading, Switching, FileRules)
        for name in vars(group)
        if not name.startswith("_")
    )

    def __init__(self, clock: Clock, log: CallLog, faults: FaultPlan) -> None:
        super().__init__(Backend(clock, log, faults))

    def application(self) -> web.Application:
        hosting = Hosting(self._backend)
        application = web.Application(client_max_size=LARGEST_BODY)
        application.add_routes(
            [
                web.route("*", "/api/{method}", WebApi(self._backend).handle),
                web.get("/link", self._link),
                web.post("/response/{key}", Responses(self._backend).handle),
                web.post("/upload/v1/{file}", hosting.upload),
                web.get("/files-pri/{file}/{name}", hosting.download),
                web.get("/files-pri/{file}/download/{name}", hosting.download),
                web.get("/", hosting.sign_in),
            ]
        )
        return application

    def opened(self, port: int) -> None:
        self._backend.opened(port)

    def environment(self) -> dict[str, str]:
        app = self._backend.workspace.app
        return {
            "SLACK_BOT_TOKEN": app.bot_token,
            "SLACK_APP_TOKEN": app.app_token,
            "SLACK_SIGNING_SECRET": app.signing_secret,
            "SLACK_API_URL": f"{self._backend.base}/api/",
        }

    async def close(self) -> None:
        await self._backend.close()

    async def _link(self, request: web.Request) -> web.StreamResponse:
        """A socket. Faults go by the name "link"."""
        backend = self._backend
        call = backend.log.record("slack", "link")
        response = await suffer(backend.faults, backend.clock, "slack", "link", request, backend.sockets.serve)
        call.status = response.status
        return response
