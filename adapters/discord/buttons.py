"""Buttons, and the form that some of them open (Discord: "Component Reference", "Modals").

All that a press has to say is in the button's `custom_id`, so that it is understood after a restart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from adapters.discord.fields import Json, objs, text
from bot.core.values import Option, Verb

STOP, CHOOSE, ENTER = "stop", "choose", "enter"  # what a press does: ENTER opens a form, whose sending chooses
VERBS: Final = frozenset({"retry", "good", "bad", "why"})  # and these, with an answer
_EMOJI: Final = {"good": "👍", "bad": "👎"}  # what they show in place of their label
_STYLES: Final = {"primary": 1, "plain": 2, "danger": 4}
_LINE: Final = "line"  # the form's one field

_ID: Final = 100  # characters of a custom_id
_LABEL: Final = 80  # of a button
_ROW: Final = 5  # buttons of one row
_TITLE: Final = 45  # characters of a form's title, and of a field's label
_DESCRIPTION: Final = 100
_TYPED: Final = 500  # characters of what may be typed

ACTION_ROW, BUTTON, TEXT_INPUT, LABEL = 1, 2, 4, 18  # component types
SHORT: Final = 1  # a text input of one line


@dataclass(frozen=True, slots=True)
class Button:
    custom_id: str
    label: str
    style: int = _STYLES["plain"]
    emoji: str = ""  # in place of the label


Buttons = tuple[Button, ...]


def stop_button(key: str) -> Buttons:
    """The Stop of one answer; `key` is its outbox's, by which its messages are known again."""
    return (Button(f"{STOP}:{key}", "Stop"),)


def option_buttons(options: Sequence[Option]) -> Buttons:
    return tuple(Button(_option_id(each), _cut(each.label, _LABEL), _STYLES[each.style]) for each in options)


def verb_buttons(verbs: Sequence[Verb]) -> Buttons:
    return tuple(
        Button(f"{each.action}:{each.value}"[:_ID], _cut(each.label, _LABEL), emoji=_EMOJI.get(each.action, ""))
        for each in verbs
    )


def rows(buttons: Buttons) -> list[Json]:
    """The message components that show them."""
    shown = [{"type": BUTTON, "style": each.style, "custom_id": each.custom_id, **_face(each)} for each in buttons]
    return [{"type": ACTION_ROW, "components": shown[at : at + _ROW]} for at in range(0, len(shown), _ROW)]


def _face(button: Button) -> Json:
    return {"emoji": {"name": button.emoji}} if button.emoji else {"label": button.label}


def custom_ids(message: Json) -> tuple[str, ...]:
    """Those of the buttons that a message has."""
    return tuple(text(each, "custom_id") for row in objs(message, "components") for each in objs(row, "components"))


def ids_of(buttons: Buttons) -> tuple[str, ...]:
    return tuple(each.custom_id for each in buttons)


def form(pressed: str, message: Json) -> Json | None:
    """The form that the pressed button of a message asks for; None if it asks for none.

    The line that is typed comes with the option's value.
    """
    head, _, rest = pressed.partition(":")
    length, _, rest = rest.partition(":")
    if head != ENTER or not length.isdecimal():
        return None
    value, entry = rest[: int(length)], rest[int(length) :]
    title = _label(pressed, message)
    line = {"type": TEXT_INPUT, "custom_id": _LINE, "style": SHORT, "required": True, "max_length": _TYPED}
    labelled = {"type": LABEL, "label": entry if 0 < len(entry) <= _TITLE else title, "component": line}
    if len(entry) > _TITLE:
        labelled["description"] = _cut(entry, _DESCRIPTION)
    return {"custom_id": f"{CHOOSE}:{value}", "title": title, "components": [labelled]}


def typed(sent: Json) -> str:
    """The line in a form that was sent."""
    fields = [each.get("component") for each in objs(sent, "components")]
    fields += [field for row in objs(sent, "components") for field in objs(row, "components")]
    return next((text(field, "value") for field in fields if text(field, "custom_id") == _LINE), "").strip()


def _option_id(option: Option) -> str:
    if option.entry:  # the value's length says where it ends, whatever it consists of
        return f"{ENTER}:{len(option.value)}:{option.value}{option.entry}"[:_ID]
    return f"{CHOOSE}:{option.value}"[:_ID]


def _label(custom_id: str, message: Json) -> str:
    found = [each for row in objs(message, "components") for each in objs(row, "components")]
    label = next((text(each, "label") for each in found if text(each, "custom_id") == custom_id), "")
    return _cut(label, _TITLE) or "Answer"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
