"""Buttons of questions and answers, and the form that some open. Slack: reference/block-kit, surfaces/modals."""

from collections.abc import Sequence
from typing import Any, Final

from adapters.slack.handles import EntryHandle, FormHandle, written
from bot.core.values import Option, Verb

CHOOSE: Final = "choose-"  # with the option's number: Slack wants an action_id only once in a block
ENTER: Final = "enter-"  # the same, for an option that asks for a line of text
FEEDBACK: Final = "feedback"  # the pair of verbs that rate an answer; the value says which, and of which turn
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


def verb_blocks(verbs: Sequence[Verb]) -> list[Body]:
    """What can be done with an answer. Slack: reference/block-kit/block-elements/feedback-buttons-element."""
    good, bad = (next((each for each in verbs if each.action == action), None) for action in ("good", "bad"))
    rest = [_verb(each) for each in verbs if each not in (good, bad)]
    rating = [{"type": "context_actions", "elements": [_feedback(good, bad)]}] if good and bad else []
    return [*rating, *([{"type": "actions", "elements": rest}] if rest else [])]


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


def _verb(verb: Verb) -> Body:
    return {"type": "button", "text": _text(verb.label, _LABEL), "action_id": verb.action, "value": verb.value}


def _feedback(good: Verb, bad: Verb) -> Body:
    faces = {"positive_button": good, "negative_button": bad}
    return {"type": "feedback_buttons", "action_id": FEEDBACK} | {
        name: {"text": _text(verb.label, _LABEL), "value": f"{verb.action}:{verb.value}"}
        for name, verb in faces.items()
    }


def _text(words: str, most: int) -> Body:
    words = words.strip() or "…"
    return {"type": "plain_text", "text": words if len(words) <= most else f"{words[: most - 1]}…", "emoji": False}
