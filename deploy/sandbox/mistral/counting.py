"""How many tokens a text has, roughly, without a vocabulary.

A word of up to ten letters, two digits, a run of four signs, a run of blanks or two East Asian letters count as one
token. Against the real tokenizer (tekken, v3) this is within about 5 % on English prose, Markdown and code, 8 % below
on French and 11 % below on JSON: rather too few than too many, so that a prompt is not refused that the API would take.
"""

import json
import re
from collections.abc import Iterable
from functools import lru_cache

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.chunks import AnyChunk, Image, Text, Thinking
from deploy.sandbox.mistral.messages import AnyMessage, Assistant

EAST = "\u2e80-\uffef"
PIECE = re.compile(rf" ?[^\W\d_{EAST}]{{1,10}}|\d{{1,2}}|[{EAST}]{{1,2}}| ?[^\w\s{EAST}]{{1,4}}_?|\s+|_|.", re.DOTALL)
IMAGE = 1406  # a square image of 1024 pixels in cells of 28
OTHER = 64  # a document, file or recording: what the API reads in it is not known here
EFFORT = 12  # what reasoning_effort adds to the prompt
ROLE = {"system": 2, "user": 2, "assistant": 1, "tool": 2}


def pieces(text: str) -> list[str]:
    """The text in pieces of one token each; joined they are the text again."""
    return PIECE.findall(text)


@lru_cache(maxsize=4096)
def count(text: str) -> int:
    return len(PIECE.findall(text))


def count_prompt(request: ChatRequest) -> int:
    """Tokens of everything that the model reads before it answers."""
    tokens = 1 + sum(_message(message) for message in request.messages)
    if request.tools:
        tokens += 2 + count(json.dumps([tool.model_dump() for tool in request.tools]))
    if request.reasoning_effort is not None:
        tokens += EFFORT
    if request.response_format.json_schema is not None:
        tokens += count(json.dumps(request.response_format.json_schema.body))
    return tokens


def _message(message: AnyMessage) -> int:
    tokens = ROLE[message.role]
    if isinstance(message.content, str):
        tokens += count(message.content)
    else:
        tokens += _chunks(message.content or ())
    if isinstance(message, Assistant):
        for call in message.tool_calls or ():
            arguments = call.function.arguments
            tokens += 2 + count(call.function.name)
            tokens += count(arguments if isinstance(arguments, str) else json.dumps(arguments))
    return tokens


def _chunks(chunks: Iterable[AnyChunk]) -> int:
    tokens = 0
    for chunk in chunks:
        match chunk:
            case Text():
                tokens += count(chunk.text)
            case Thinking():
                tokens += 2 + sum(count(part.text) for part in chunk.thinking if isinstance(part, Text))
            case Image():
                tokens += IMAGE
            case _:
                tokens += OTHER
    return tokens
