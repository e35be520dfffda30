"""What a press, a choice or a form looks like when it reaches the bot."""

from typing import Any

from deploy.sandbox.discord.channel import Channel
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.interaction_payload import payload
from deploy.sandbox.discord.interactions import COMPONENT, SUBMIT, Interaction, Interactions
from deploy.sandbox.discord.message import Message
from deploy.sandbox.discord.message_shape import message
from deploy.sandbox.discord.modal_form import chosen, filled
from deploy.sandbox.discord.people import Person
from deploy.sandbox.discord.select_form import SELECTS
from deploy.sandbox.discord.state import State

BUTTON = 2


class Pressing:
    """Opens interactions. Raises LookupError where a person could not have done that in a Discord client."""

    def __init__(self, state: State, interactions: Interactions) -> None:
        self._state = state
        self._interactions = interactions

    def press(self, person: Person, place: Channel, source: Message, custom_id: str, label: str) -> Json:
        """A button by its custom_id, its label, or both."""
        buttons = [one for one in _living(person, source) if one.get("type") == BUTTON and one.get("custom_id")]
        button = _only(buttons, custom_id, label, source)
        return self._opened(person, place, source, {"component_type": BUTTON}, button)

    def choose(self, person: Person, place: Channel, source: Message, custom_id: str, values: list[str]) -> Json:
        """Options of a select, by value or by label."""
        selects = [one for one in _living(person, source) if one.get("type") in SELECTS]
        select = _only(selects, custom_id, "", source)
        data = {"component_type": select["type"], "values": chosen(select, values)}
        return self._opened(person, place, source, data, select)

    def submit(self, person: Person, opened: Interaction, answers: dict[str, Any]) -> Json:
        """The modal with which an interaction was answered, filled in; it is sent once."""
        if opened.modal is None or opened.submitted or opened.person is not person:
            raise LookupError(f"{person.name} has no form of interaction {opened.id} open.")
        rows = filled(opened.modal["components"], answers)
        one = self._interactions.open(SUBMIT, person, opened.place)
        one.trigger, one.source, one.answer_kind, opened.submitted = opened, opened.source, opened.answer_kind, True
        data = {"custom_id": opened.modal["custom_id"], "components": rows, "resolved": {}}
        source = {"message": message(self._state, opened.source)} if opened.source else {}
        return payload(self._state, one, data) | source

    def _opened(self, person: Person, place: Channel, source: Message, data: Json, pressed: Json) -> Json:
        one = self._interactions.open(COMPONENT, person, place)
        one.source = source
        data |= {"custom_id": pressed["custom_id"], "id": pressed["id"]}
        return payload(self._state, one, data) | {"message": message(self._state, source)}


def _living(person: Person, source: Message) -> list[Json]:
    if source.private_to not in (0, person.id):
        raise LookupError("Only the person it was shown to can press a button of a private message.")
    return [one for one in _flat(source.components) if not one.get("disabled")]


def _only(found: list[Json], custom_id: str, label: str, source: Message) -> Json:
    fits = [one for one in found if custom_id in ("", one["custom_id"]) and label in ("", one.get("label", ""))]
    if len(fits) != 1:
        many = "more than one" if fits else "no enabled"
        raise LookupError(f"Message {source.id} has {many} component {custom_id or label!r}.")
    return fits[0]


def _flat(components: list[Json]) -> list[Json]:
    found: list[Json] = []
    for one in components:
        found += [one, *_flat(one.get("components", []))]
        if "accessory" in one:
            found.append(one["accessory"])
    return found
