"""Who the bot is, and where its gateway is."""

from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.guild_shapes import guild
from deploy.sandbox.discord.people import own_user, user
from deploy.sandbox.discord.permissions import Permission
from deploy.sandbox.discord.refusals import Refusal
from deploy.sandbox.discord.rest.route import Answer, Ask, Route
from deploy.sandbox.discord.state import State


class Identity:
    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[Route]:
        return [
            Route("GET", "/users/@me", self._me),
            Route("GET", "/users/@me/guilds", self._my_guilds),
            Route("GET", "/users/{user_id}", self._user),
            Route("GET", "/oauth2/applications/@me", self._application),
            Route("GET", "/applications/@me", self._application),
            Route("GET", "/gateway", self._gateway, open_to_all=True),
            Route("GET", "/gateway/bot", self._gateway_bot),
        ]

    def _me(self, _: Ask) -> Answer:
        return Answer(own_user(self._state.bot))

    def _user(self, ask: Ask) -> Answer:
        person = self._state.guild.people.get(ask.id("user_id"))
        if person is None:
            raise Refusal(10013)
        return Answer(user(person))

    def _my_guilds(self, _: Ask) -> Answer:
        return Answer([_short(guild(one), one.granted(self._state.bot)) for one in self._state.guilds])

    def _application(self, _: Ask) -> Answer:
        return Answer(application(self._state))

    def _gateway(self, _: Ask) -> Answer:
        return Answer({"url": self._state.gateway_url})

    def _gateway_bot(self, _: Ask) -> Answer:
        starts = self._state.starts
        return Answer(
            {"url": self._state.gateway_url, "shards": starts.recommended, "session_start_limit": starts.limit()}
        )


def _short(whole: Json, granted: Permission) -> Json:
    short = {key: whole[key] for key in ("id", "name", "icon", "banner", "features")}
    return short | {"owner": False, "permissions": str(int(granted))}


def application(state: State) -> Json:
    flags = state.portal.application_flags
    return {
        "id": str(state.application_id),
        "name": state.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(state.bot),
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(state.guild.people[state.guild.owner_id]),
        "approximate_guild_count": len(state.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }
