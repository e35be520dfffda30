"""Which model a request is for, and whether it may be asked now."""

from collections.abc import Callable

from deploy.sandbox.mistral.catalogue import Model
from deploy.sandbox.mistral.gate import Arrival
from deploy.sandbox.mistral.refusals import Refusal
from deploy.sandbox.mistral.state import State


def admit(state: State, arrival: Arrival, name: str, fits: Callable[[Model], bool]) -> Model:
    """The model, with one request counted against its limits; 400 if it is unknown, retired or not for this."""
    model = state.catalogue.find(name)
    if model is None or not fits(model):
        raise Refusal(400, f"Invalid model: {name}", "invalid_model", "1500")
    arrival.headers.update(state.limits.count_request(model.id))
    return model
