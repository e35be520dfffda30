"""What the groups of verbs have in common.

A verb is a method that a test or another process calls: it takes and returns what JSON can carry. People and channels
go by id or by name. What a person could not do at Slack raises `LookupError` or `ValueError` with a sentence.
"""

from deploy.sandbox.slack.backend import Backend
from deploy.sandbox.slack.records import Channel, User


class Verbs:
    def __init__(self, backend: Backend) -> None:
        self._backend = backend

    def _member(self, user: str, channel: str) -> tuple[User, Channel]:
        """Who acts, and where; only members can."""
        person, place = self._backend.workspace.person(user), self._backend.workspace.place(channel)
        if person.id not in place.members:
            raise ValueError(f"{person.real_name} is not in {place.name or place.id}; let them join first.")
        return person, place
