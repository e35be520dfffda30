"""How the pieces of this service are put together."""

from aiohttp import web

from deploy.sandbox.clock import Clock
from deploy.sandbox.discord.cdn import FileServer
from deploy.sandbox.discord.commands import Commands
from deploy.sandbox.discord.events import Events
from deploy.sandbox.discord.gateway import Gateway
from deploy.sandbox.discord.interactions import Interactions
from deploy.sandbox.discord.invocation import Invocation
from deploy.sandbox.discord.poster import Poster
from deploy.sandbox.discord.pressing import Pressing
from deploy.sandbox.discord.rates import Rates
from deploy.sandbox.discord.reactions import Reactions
from deploy.sandbox.discord.rest.body import WHOLE
from deploy.sandbox.discord.rest.channels import Channels
from deploy.sandbox.discord.rest.commands import CommandRoutes
from deploy.sandbox.discord.rest.door import Door
from deploy.sandbox.discord.rest.guilds import Guilds
from deploy.sandbox.discord.rest.identity import Identity
from deploy.sandbox.discord.rest.interactions import InteractionRoutes
from deploy.sandbox.discord.rest.messages import Messages
from deploy.sandbox.discord.rest.reactions import ReactionRoutes
from deploy.sandbox.discord.rest.route import Route
from deploy.sandbox.discord.rest.threads import ThreadRoutes
from deploy.sandbox.discord.sessions import Sessions
from deploy.sandbox.discord.state import State
from deploy.sandbox.discord.threads import Threads
from deploy.sandbox.faults import FaultPlan
from deploy.sandbox.http import suffer
from deploy.sandbox.log import CallLog


class Parts:
    def __init__(self, clock: Clock, log: CallLog, faults: FaultPlan) -> None:
        self._faults = faults
        self._state = State(clock, log)
        self._rates = Rates(clock)
        self._sessions = Sessions(clock)
        self._gateway = Gateway(self._state, self._sessions)
        self._events = Events(self._state, self._sessions)
        self._poster = Poster(self._state, self._events)
        self._threads = Threads(self._state, self._events, self._poster)
        self._reactions = Reactions(self._state, self._events)
        self._commands = Commands(self._state)
        self._interactions = Interactions(self._state, self._poster)
        self._invocation = Invocation(self._state, self._interactions, self._commands)
        self._pressing = Pressing(self._state, self._interactions)

    def _routes(self) -> list[Route]:
        state = self._state
        return [
            *Identity(state).routes(),
            *Guilds(state).routes(),
            *Channels(state, self._threads).routes(),
            *Messages(state, self._poster, self._rates).routes(),
            *ThreadRoutes(state, self._threads).routes(),
            *ReactionRoutes(state, self._reactions).routes(),
            *InteractionRoutes(state, self._interactions, self._poster).routes(),
            *CommandRoutes(state, self._commands).routes(),
        ]

    def _build(self) -> web.Application:
        app = web.Application(client_max_size=WHOLE)
        app.router.add_get("/gw", self._connect)
        FileServer(self._state, self._faults).hang(app)
        Door(self._state, self._rates, self._faults).hang(app, self._routes())
        return app

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        """A websocket to the gateway; recorded, and failed on demand, as "GET gw"."""
        self._state.log.record("discord", "GET gw", dict(request.query))
        return await suffer(self._faults, self._state.clock, "discord", "GET gw", request, self._gateway.handle)
