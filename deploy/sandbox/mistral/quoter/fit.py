"""Putting an answer into the JSON that response_format asks for."""

import json

from deploy.sandbox.mistral.chat_request import ChatRequest
from deploy.sandbox.mistral.quoter.fill import filled


def fitted(text: str, request: ChatRequest, given: str) -> str:
    """The text itself, {"answer": text}, or the schema filled from what was given."""
    wanted = request.response_format
    if wanted.type == "text":
        return text
    if wanted.json_schema is None or wanted.type == "json_object":
        return json.dumps({"answer": text}, ensure_ascii=False)
    return json.dumps(filled(wanted.json_schema.body, given, text), ensure_ascii=False)
