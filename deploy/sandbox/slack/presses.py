"""Finding what a person presses among the blocks of a message. Slack: block_actions payloads."""

from collections.abc import Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]


class Wanted(NamedTuple):
    """What a person means: each that is not "" must fit."""

    action_id: str
    value: str
    label: str


def pressed(blocks: list[Json], user: str, wanted: Wanted, ts: str) -> Json:
    """The entry of `actions` for a press. Raises `LookupError` unless this person has one such thing to press."""
    found = [action for block, element in _elements(blocks) if user in element.get("visible_to_user_ids", [user])
             for action in _actions(block, element, wanted)]  # fmt: skip
    if len(found) != 1:
        raise LookupError(f"There is {'nothing' if not found else 'more than one thing'} to press for {wanted}.")
    return found[0] | {"action_ts": ts}


def _elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    for number, block in enumerate(blocks):
        named = {"block_id": f"b{number + 1}"} | block
        for element in (*(block.get("elements") or ()), block.get("accessory"), block.get("element")):
            if isinstance(element, dict) and element.get("type"):
                yield named, element


def _actions(block: Json, element: Json, wanted: Wanted) -> Iterator[Json]:
    if wanted.action_id not in {"", element.get("action_id", "")}:
        return
    base = {"action_id": element.get("action_id", ""), "block_id": block["block_id"], "type": element["type"]}
    if element["type"] == "feedback_buttons":
        yield from (base | one for one in _feedback(element, wanted))
    elif element["type"] in {"static_select", "radio_buttons", "overflow"}:
        yield from (base | {"selected_option": option} for option in _options(element, wanted))
    elif element["type"].endswith("select"):
        yield base | {"selected_option": {"value": wanted.value}}
    elif _fits(element, wanted):
        text = {"text": element["text"]} if "text" in element else {}
        yield base | text | ({"value": element["value"]} if "value" in element else {})


def _fits(button: Json, wanted: Wanted) -> bool:
    label = (button.get("text") or {}).get("text", "")
    return wanted.label in {"", label} and wanted.value in {"", button.get("value", "")}


def _feedback(element: Json, wanted: Wanted) -> list[Json]:
    """The positive button, unless something says that the other is meant."""
    both = [element[name] for name in ("positive_button", "negative_button") if _fits(element[name], wanted)]
    return [{"value": one.get("value", ""), "text": one.get("text")} for one in both[:1]]


def _options(element: Json, wanted: Wanted) -> list[Json]:
    groups = element.get("option_groups") or [element]
    options: list[Json] = [option for group in groups for option in group.get("options") or ()]
    chosen = wanted.value or wanted.label
    return [option for option in options if chosen in {option.get("value"), option["text"]["text"]}]
