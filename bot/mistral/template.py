"""How many tokens a whole prompt has: the chat template of Mistral's current models, counted and not built.

Source: mistral-common, version 13 of its instruct template; version 15 adds the settings, which are a reasoning effort
and the schema of the reply.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from bot.core.messages import AssistantMessage, ImagePart, Message, SystemMessage, ToolMessage, ToolSpec, UserMessage
from bot.mistral.wire import declared, plain

CountText = Callable[[str], int]
CountTools = Callable[[Sequence[ToolSpec]], int]

BEGIN: Final = 1  # the token that begins every prompt
PAIR: Final = 2  # the two special tokens around a message, the tools, a tool's result, the settings, a thought
END: Final = 1  # the token that ends what the assistant says
CALL: Final = 2  # [TOOL_CALLS] name [ARGS] arguments
JOIN: Final = "\n\n"  # what the service puts between neighbouring messages of one role
_CELL: Final = 28  # pixels: an image is a grid of cells, a token each and one more for each row
_LONGEST_SIDE: Final = 1540  # pixels, to which larger images are scaled down


def prompt_tokens(
    count: CountText,
    messages: Sequence[Message],
    tools: Sequence[ToolSpec] = (),
    *,
    effort: bool = False,
    schema: Mapping[str, Any] | None = None,
    count_tools: CountTools | None = None,
) -> int:
    """Tokens of the prompt, where `count` tells those of a text. A model older than the settings holds fewer.

    `count_tools` may know those of the tools' declarations already, which are the same from request to request.
    """
    settings = settings_json(schema, effort=effort)
    total = BEGIN + (PAIR + count(settings) if settings else 0)
    if tools and any(isinstance(message, UserMessage) for message in messages):
        total += PAIR + (count(tools_json(tools)) if count_tools is None else count_tools(tools))
    for kind, run in groupby(messages, key=type):
        total += _run_tokens(count, kind, list(run))
    return total


def _run_tokens(count: CountText, kind: type, run: Sequence[Any]) -> int:
    """Tokens of neighbouring messages of one role."""
    if kind is UserMessage:
        return PAIR + _user_tokens(count, run)
    if kind is AssistantMessage:
        return _assistant_tokens(count, run)
    assert kind in {SystemMessage, ToolMessage}  # noqa: S101 - there are four kinds of message
    return sum(PAIR + count(message.text) for message in run)


def _user_tokens(count: CountText, run: Sequence[UserMessage]) -> int:
    """Images follow their message's text, and texts join only where no image lies between."""
    texts: list[str] = []
    joins = False
    for message in run:
        _append(texts, message.text, joins=joins)
        joins = bool(message.text or joins) and not message.images
    images = sum(image_tokens(image) for message in run for image in message.images)
    return sum(count(text) for text in texts) + images


def _assistant_tokens(count: CountText, run: Sequence[AssistantMessage]) -> int:
    """Thoughts come before their message's text; without any, the text's last spaces are not encoded."""
    texts: list[str] = []
    joins = False
    for message in run:
        joins = joins and not message.thinking
        _append(texts, message.text, joins=joins)
        joins = bool(message.text) or joins
    thoughts = [message.thinking for message in run if message.thinking]
    if not thoughts:
        texts = [text.rstrip(" ") for text in texts]
    total = sum(count(text) for text in texts) + sum(PAIR + count(thought) for thought in thoughts) + END
    calls = (call for message in run for call in message.calls)
    return total + sum(CALL + count(call.name) + count(_normalised(call.arguments)) for call in calls)


def _append(texts: list[str], text: str, *, joins: bool) -> None:
    if text and joins:
        texts[-1] += JOIN + text
    elif text:
        texts.append(text)


def _normalised(arguments: str) -> str:
    """JSON as the template writes it; what is no JSON becomes a JSON string."""
    try:
        value = json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        value = arguments
    return json.dumps(value, ensure_ascii=False)


def tools_json(tools: Iterable[ToolSpec]) -> str:
    """The tools as the template shows them to the model."""
    return json.dumps([declared(tool) for tool in tools], ensure_ascii=False)


def settings_json(schema: Mapping[str, Any] | None, *, effort: bool) -> str:
    """The settings as the template shows them to the model; empty if there are none."""
    if schema is None and not effort:
        return ""
    settings: dict[str, Any] = {} if schema is None else {"json_schema": plain(schema)}
    return json.dumps(settings | {"reasoning_effort": "high" if effort else "none"}, ensure_ascii=False)


def image_tokens(image: ImagePart) -> int:
    """A token for each cell of the image, scaled down if it is large, and one for the end of each row."""
    ratio = max(image.width, image.height) / _LONGEST_SIDE
    width, height = max(image.width, 1), max(image.height, 1)
    if ratio > 1:
        width, height = max(round(width / ratio), 1), max(round(height / ratio), 1)
    columns, rows = -(-width // _CELL), -(-height // _CELL)
    return (columns + 1) * rows
