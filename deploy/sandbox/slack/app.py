"""The one app that is installed in the workspace: who it is, what it may do, what it listens to."""

from dataclasses import dataclass, field

SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "reactions:read",
        "reactions:write",
        "users:read",
    }
)
EVENTS = frozenset(
    {
        "agent_session_stopped",
        "agent_session_title_changed",
        "app_home_opened",
        "app_mention",
        "file_shared",
        "member_joined_channel",
        "message.channels",
        "message.groups",
        "message.im",
        "message.mpim",
        "reaction_added",
        "reaction_removed",
    }
)


@dataclass(slots=True)
class App:
    """`scopes` and `events` start as a manifest for a bot of this kind asks for; tests take away what they need."""

    id: str
    bot_id: str
    user_id: str
    name: str
    bot_token: str = "xoxb-2148000000-sandbox-bot"  # noqa: S105 - opens nothing but this sandbox
    app_token: str = "xapp-1-A0SANDBOX-1-sandbox"  # noqa: S105 - opens nothing but this sandbox
    signing_secret: str = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - opens nothing but this sandbox
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    app_scopes: set[str] = field(default_factory=lambda: {"connections:write"})
    events: set[str] = field(default_factory=lambda: set(EVENTS))
    agent: bool = True  # declared as an agent: streams and sessions are there
    messages_tab: bool = True  # people and the app can write to each other
