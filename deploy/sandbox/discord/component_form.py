"""Components of a request: rows of buttons and selects, and the layout kind, V2 (Discord: "Component Reference")."""

from dataclasses import dataclass, field
from itertools import count

from deploy.sandbox.discord.form import Form, Json, length
from deploy.sandbox.discord.select_form import SELECTS, read_select

ROW, BUTTON, TEXT_DISPLAY = 1, 2, 10
_ROW_PARTS = (BUTTON, *SELECTS)
_CONTAINER_PARTS = (ROW, 9, TEXT_DISPLAY, 12, 13, 14)
_PARTS = {ROW: _ROW_PARTS, 9: (TEXT_DISPLAY,), 17: _CONTAINER_PARTS}
_LINK, _PREMIUM = 5, 6


@dataclass(slots=True)
class _Tally:
    ids: "count[int]" = field(default_factory=lambda: count(1))
    custom_ids: set[str] = field(default_factory=set)
    number: int = 0
    text: int = 0


def read_components(form: Form, given: object, *, layout: bool) -> list[Json]:
    """The components with an id each, as they come back. `layout` is the V2 flag of the message."""
    most, kinds = (40, (*_CONTAINER_PARTS, 17)) if layout else (5, (ROW,))
    tally = _Tally()
    rows = form.objects("components", given, most)
    found = [_component(form, f"components.{index}", one, kinds, tally) for index, one in enumerate(rows)]
    if tally.number > 40:
        form.wrong("components", "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", "The maximum number of components is 40.")
    if tally.text > 4000:
        sentence = "The total length of displayable text must be 4000 or fewer."
        form.wrong("components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", sentence)
    return found


def _component(form: Form, path: str, one: Json, kinds: tuple[int, ...], tally: _Tally) -> Json:
    kind = one.get("type")
    tally.number += 1
    shape = {key: value for key, value in one.items() if value is not None} | {"id": next(tally.ids)}
    if not form.one_of(f"{path}.type", kind, kinds):
        return shape
    if kind == BUTTON:
        _button(form, path, one)
    elif kind in SELECTS:
        read_select(form, path, one)
    elif kind == TEXT_DISPLAY:
        tally.text += length(form.text(f"{path}.content", one.get("content"), 4000, 1))
    _custom_id(form, path, one, tally)
    if isinstance(kind, int) and kind in _PARTS:
        shape["components"] = _children(form, path, one, kind, tally)
    if kind == 9:
        shape["accessory"] = _component(form, f"{path}.accessory", one.get("accessory") or {}, (BUTTON, 11), tally)
    return shape


def _children(form: Form, path: str, one: Json, kind: int, tally: _Tally) -> list[Json]:
    most = {ROW: 5, 9: 3}.get(kind, 40)
    children = form.objects(f"{path}.components", one.get("components"), most)
    if not children:
        form.wrong(f"{path}.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")
    if kind == ROW and len(children) > 1 and any(child.get("type") in SELECTS for child in children):
        form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width")
    parts = _PARTS[kind]
    return [_component(form, f"{path}.components.{n}", child, parts, tally) for n, child in enumerate(children)]


def _button(form: Form, path: str, one: Json) -> None:
    form.one_of(f"{path}.style", one.get("style"), (1, 2, 3, 4, 5, 6))
    form.text(f"{path}.label", one.get("label"), 80)
    if one.get("style") == _LINK and not one.get("url"):
        form.wrong(f"{path}.url", "BUTTON_COMPONENT_URL_REQUIRED", "A url is required")
    if one.get("style") in (_LINK, _PREMIUM) and one.get("custom_id"):
        form.wrong(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", "A link has no custom id")
    form.text(f"{path}.url", one.get("url"), 512)
    if one.get("style") not in (_LINK, _PREMIUM) and not one.get("custom_id"):
        form.wrong(f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED", "A custom id is required")
    if not (one.get("label") or one.get("emoji") or one.get("style") == _PREMIUM):
        form.wrong(path, "BUTTON_COMPONENT_INVALID_STYLE", "A label or emoji is required")


def _custom_id(form: Form, path: str, one: Json, tally: _Tally) -> None:
    if one.get("custom_id") is None:
        return
    custom_id = form.text(f"{path}.custom_id", one["custom_id"], 100, 1)
    if custom_id in tally.custom_ids:
        form.wrong(f"{path}.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
    tally.custom_ids.add(custom_id)
