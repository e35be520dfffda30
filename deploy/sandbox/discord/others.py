"""What is in a channel besides what its people say to each other."""

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.draft import Draft
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.message import Kind
from deploy.sandbox.discord.parts import Parts
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.poster import Posting, said


class Others(Parts):
    def program(self, name: str, channel: str, text: str, embed: Json | None = None) -> str:
        """Another program says something, through a webhook of the channel; the id of the message comes back."""
        place = spoken.channel(self._state, channel)
        webhook = self._state.ids.next()
        author = Person(webhook, name, name, bot=True)
        draft = Draft(content=text.strip(), embeds=[{"type": "rich", **embed}] if embed else None)
        return str(self._poster.post(place, author, draft, Posting(webhook_id=webhook)).id)

    def join(self, user: str, channel: str) -> str:
        """The server says in a channel that somebody has come in."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        return str(self._poster.post(place, person, said(""), Posting(Kind.USER_JOIN)).id)
