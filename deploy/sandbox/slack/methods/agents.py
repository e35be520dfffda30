"""agents.sessions.* and assistant.threads.*."""

from deploy.sandbox.slack import access
from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.compose import read_prompts
from deploy.sandbox.slack.methods.method import Answer, Method
from deploy.sandbox.slack.rates import SPECIAL, TIER_3, TIER_4
from deploy.sandbox.slack.refusals import Refused, malformed
from deploy.sandbox.slack.sessions import STATUSES

_NO_STOP = "missing_agent_session_stopped_event_subscription"


def set_status(backend: Backend, args: Arguments) -> Answer:
    channel, thread = _thread(backend, args)
    _agent(backend)
    status, title = args.need("status"), args.text("title")
    if status not in STATUSES:
        raise malformed("must be one of active, processing, suspended, closed [json-pointer:/status]")
    if len(title) > 200:
        raise malformed("must be less than 201 characters [json-pointer:/title]")
    if args.text("initiator_user_id") not in {"", *backend.workspace.users}:
        raise Refused("user_not_found")
    session = backend.sessions.set(channel, thread, status, title)
    answer: Answer = {"status": session.status, "agent_status": status, "title": session.title}
    if status == "processing" and "agent_session_stopped" not in backend.workspace.app.events:
        answer |= {"warning": _NO_STOP, "response_metadata": {"warnings": [_NO_STOP]}}
    return answer


def rename(backend: Backend, args: Arguments) -> Answer:
    channel, thread = _thread(backend, args)
    _agent(backend)
    title = args.need("title")
    if len(title) > 200:
        raise malformed("must be less than 201 characters [json-pointer:/title]")
    session = backend.sessions.find(channel, thread)
    if session is None or not session.exists:
        raise Refused("not_authorized")
    backend.sessions.rename(session, title)
    return {"status": session.status, "agent_status": session.status, "title": session.title}


def set_thread_status(backend: Backend, args: Arguments) -> Answer:
    channel, thread = _thread(backend, args)
    if not args.has("status"):
        raise malformed("missing required field: status")
    loading = args.items("loading_messages") or []
    if len(loading) > 10:
        raise malformed("no more than 10 items allowed [json-pointer:/loading_messages]")
    backend.sessions.say(channel, thread, args.text("status"), loading)
    return {}


def set_title(backend: Backend, args: Arguments) -> Answer:
    channel, thread = _thread(backend, args)
    session = backend.sessions.find(channel, thread) or backend.sessions.set(channel, thread, "active")
    backend.sessions.rename(session, args.need("title"))
    return {}


def set_suggested_prompts(backend: Backend, args: Arguments) -> Answer:
    channel = access.known(backend, args.need("channel_id"))
    access.thread_root(channel, args.ts("thread_ts"))
    channel.prompts = read_prompts(args)
    return {}


def _thread(backend: Backend, args: Arguments) -> tuple[str, str]:
    """A status belongs to a thread, which is named by its root."""
    channel = access.postable(backend, args.need("channel_id"))
    return channel.id, access.thread_root(channel, args.need("thread_ts"))


def _agent(backend: Backend) -> None:
    if not backend.workspace.app.agent:
        raise Refused("not_authorized")


METHODS = {
    "agents.sessions.setStatus": Method(set_status, TIER_3, ("chat:write",)),
    "agents.sessions.rename": Method(rename, TIER_3, ("chat:write",)),
    "assistant.threads.setStatus": Method(set_thread_status, SPECIAL, ("assistant:write", "chat:write")),
    "assistant.threads.setTitle": Method(set_title, TIER_4, ("assistant:write",)),
    "assistant.threads.setSuggestedPrompts": Method(set_suggested_prompts, TIER_4, ("assistant:write",)),
}
