"""GET /v1/models and GET /v1/models/{model_id}."""

from aiohttp import web

from deploy.sandbox.mistral.gate import Arrival, ok
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State


class Models:
    def __init__(self, state: State) -> None:
        self._catalogue = state.catalogue

    async def list(self, arrival: Arrival) -> web.Response:
        arrival.accepted()
        return ok({"object": "list", "data": list(self._catalogue.cards())})

    async def one(self, arrival: Arrival) -> web.Response:
        name = arrival.request.match_info["model_id"]
        if (model := self._catalogue.find(name)) is None:
            raise Refusal(404, "Not Found")
        arrival.accepted()
        return ok(self._catalogue.card(name, model))
