"""Posts to a response URL. Slack: interactivity/handling-user-interaction, "Message responses".

Five within thirty minutes; a text or blocks, no markdown_text. They are seen by the person alone unless
`response_type` says `in_channel`, and reach channels in which the app is not.
"""

import json
from typing import Any

from aiohttp import web

from deploy.sandbox.http import json_bytes, suffer
from deploy.sandbox.slack import posting
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.compose import read_content
from deploy.sandbox.slack.pings import pings
from deploy.sandbox.slack.refusals import Refused
from deploy.sandbox.slack.triggers import ResponseUrl


class Responses:
    """Faults go by the name "response_url"."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    async def handle(self, request: web.Request) -> web.StreamResponse:
        backend = self._backend
        values = _values(await request.read())
        call = backend.log.record("slack", "response_url", values)

        async def answer(_: web.Request) -> web.StreamResponse:
            try:
                respond(backend, backend.triggers.spend(request.match_info["key"]), values)
            except Refused as refusal:
                call.error = refusal.error
                return web.Response(status=max(refusal.status, 400), body=json_bytes(refusal.body()))
            return web.Response(text="ok")

        response = await suffer(backend.faults, backend.clock, "slack", "response_url", request, answer)
        call.status = response.status
        backend.log.notify()
        return response


def respond(backend: Backend, url: ResponseUrl, values: dict[str, Any]) -> None:
    """Do what a response says. Raises `Refused` for content that Slack would not show."""
    args = Arguments({name: value for name, value in values.items() if name != "markdown_text"})
    channel = backend.workspace.channels[url.channel]
    if _whispered(backend, url, args):
        return
    original = channel.messages.get(url.message)
    if original is not None and args.flag("delete_original"):
        posting.remove(backend, original)
        return
    content = read_content(args)
    if original is not None and args.flag("replace_original"):
        posting.change(backend, original, content, backend.workspace.app.user_id)
    elif args.text("response_type") == "in_channel":
        posting.post(backend, channel, backend.workspace.app.user_id, content, thread=args.ts("thread_ts"))
    else:
        posting.whisper(backend, channel, url.user, content, args.ts("thread_ts"))


def _whispered(backend: Backend, url: ResponseUrl, args: Arguments) -> bool:
    """Replace or delete the ephemeral message whose button was pressed; False if it is not about one."""
    found = [one for one in backend.whispers if (one.channel, one.ts) == (url.channel, url.message)]
    if not found or not (args.flag("delete_original") or args.flag("replace_original")):
        return False
    if args.flag("delete_original"):
        backend.whispers.remove(found[0])
    else:
        content = read_content(args)
        found[0].text, found[0].blocks = content.visible(), content.blocks
        found[0].notified += pings(content)
    backend.log.notify()
    return True


def _values(body: bytes) -> dict[str, Any]:
    try:
        values = json.loads(body)
    except ValueError:
        return {}
    return values if isinstance(values, dict) else {}
