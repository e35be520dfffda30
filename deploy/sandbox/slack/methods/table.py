"""Every method there is; any other name is `unknown_method`."""

from collections.abc import Mapping

from deploy.sandbox.slack.methods import (
    agents,
    chat,
    conversations,
    files,
    history,
    people,
    reactions,
    streams,
    uploads,
    views,
)
from deploy.sandbox.slack.methods.method import Method

METHODS: Mapping[str, Method] = (
    agents.METHODS
    | chat.METHODS
    | conversations.METHODS
    | files.METHODS
    | history.METHODS
    | people.METHODS
    | reactions.METHODS
    | streams.METHODS
    | uploads.METHODS
    | views.METHODS
)
