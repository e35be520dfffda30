"""Reactions to messages."""

import re

from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.people import user
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.reactions import Reactions
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import DONE, Answer, Ask, Route
from deploy.sandbox.discord.state import State
from deploy.sandbox.discord.threads import refuse_archived

_PLAIN = re.compile(r"[\w:]{1,40}", re.ASCII)  # words are no emoji; the guild has none of its own


class ReactionRoutes:
    def __init__(self, state: State, reactions: Reactions) -> None:
        self._state = state
        self._reactions = reactions

    def routes(self) -> list[Route]:
        one = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}"
        return [
            Route("PUT", one + "/@me", self._add, "reaction"),
            Route("DELETE", one + "/@me", self._remove, "reaction"),
            Route("GET", one, self._list),
        ]

    def _found(self, ask: Ask) -> tuple[Message, str]:
        place = self._state.channel(ask.id("channel_id"))
        self._state.need(place, Permission.READ_MESSAGE_HISTORY)
        message, emoji = self._state.message(place, ask.id("message_id")), ask.path["emoji"]
        if _PLAIN.fullmatch(emoji):
            raise Refusal(10014)
        return message, emoji

    def _add(self, ask: Ask) -> Answer:
        message, emoji = self._found(ask)
        place = self._state.channel(message.channel_id)
        refuse_archived(place)
        if emoji not in message.reactions:
            self._state.need(place, Permission.ADD_REACTIONS)
        self._reactions.add(message, self._state.bot, emoji)
        return DONE

    def _remove(self, ask: Ask) -> Answer:
        self._reactions.remove(*self._found(ask), self._state.bot)
        return DONE

    def _list(self, ask: Ask) -> Answer:
        message, emoji = self._found(ask)
        return Answer([user(self._state.guild.people[one]) for one in message.reactions.get(emoji, [])])
