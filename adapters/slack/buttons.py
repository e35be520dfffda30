"""The buttons of a question, and the form that one of them opens. Slack: reference/block-kit, surfaces/modals."""

from collections.abc import Sequence
from typing import Any, Final

from adapters.slack.handles import EntryHandle, FormHandle, written
from bot.core.values import Option

CHOOSE: Final = "choose-"  # with the option's number: Slack wants an action_id only once in a block
ENTER: Final = "enter-"  # the same, for an option that asks for a line of text
FORM: Final = "galerne-entry"  # the form's callback_id
FIELD: Final = "line"  # the form's one field

_IN_A_ROW: Final = 25  # elements of one block
_LABEL: Final = 75  # characters of a button
_TITLE: Final = 24  # characters of a form's title
_WORDS: Final = 1_000  # characters of what a form asks for
_LINE: Final = 500  # characters of what may be typed

Body = dict[str, Any]


def buttons(options: Sequence[Option]) -> list[Body]:
    """The blocks that hold a button for each option."""
    each = [_button(number, option) for number, option in enumerate(options)]
    rows = [each[at : at + _IN_A_ROW] for at in range(0, len(each), _IN_A_ROW)]
    return [{"type": "actions", "elements": row} for row in rows]


def form(entry: EntryHandle, pressed: FormHandle) -> Body:
    """A view that asks for one line, and carries where the button was."""
    line = {"type": "plain_text_input", "action_id": FIELD, "max_length": _LINE, "focus_on_load": True}
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": written(pressed),
        "title": _text(entry.label, _TITLE),
        "submit": _text("OK", _TITLE),
        "close": _text("Cancel", _TITLE),
        "blocks": [{"type": "input", "block_id": FIELD, "label": _text(entry.entry, _WORDS), "element": line}],
    }


def _button(number: int, option: Option) -> Body:
    style = {} if option.style == "plain" else {"style": option.style}
    button = {"type": "button", "text": _text(option.label, _LABEL), **style}
    if not option.entry:
        return button | {"action_id": f"{CHOOSE}{number}", "value": option.value}
    entry = EntryHandle(option.value, option.label, option.entry[:_WORDS])
    return button | {"action_id": f"{ENTER}{number}", "value": written(entry)}


def _text(words: str, most: int) -> Body:
    words = words.strip() or "…"
    return {"type": "plain_text", "text": words if len(words) <= most else f"{words[: most - 1]}…", "emoji": False}
