"""People press buttons, choose in menus and fill in forms; the id of the new interaction comes back."""

from typing import Any

from deploy.sandbox.discord import spoken
from deploy.sandbox.discord.form import Json
from deploy.sandbox.discord.parts import Parts


class Choices(Parts):
    def press(self, user: str, channel: str, message_id: str, custom_id: str = "", *, label: str = "") -> str:
        """Press a button of a message of the bot, found by its custom_id, by its label, or by both."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        return self._tell(self._pressing.press(person, place, spoken.message(place, message_id), custom_id, label))

    def choose(self, user: str, channel: str, message_id: str, values: list[str], custom_id: str = "") -> str:
        """Choose in a select menu, options by value or by label; without a custom_id in the only one there is."""
        person = spoken.person(self._state, user)
        place = spoken.room(self._state, person, channel)
        return self._tell(self._pressing.choose(person, place, spoken.message(place, message_id), custom_id, values))

    def submit(self, user: str, interaction_id: str, answers: dict[str, Any]) -> str:
        """Fill in and send the modal with which that interaction was answered: answers by custom_id or label.

        `interaction(id)["modal"]` shows it. Text for an input, a list of values or labels for a select.
        """
        opened = self._interactions.of(int(interaction_id))
        if opened is None:
            raise LookupError(f"There is no interaction {interaction_id}.")
        return self._tell(self._pressing.submit(spoken.person(self._state, user), opened, answers))

    def _tell(self, payload: Json) -> str:
        self._events.interaction(payload)
        return str(payload["id"])
