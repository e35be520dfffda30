"""The service's own tools, as the sandbox plays them: each does a small thing for real, and none pretends to think.

The web is a handful of pages that were laid down, a library the same with documents; the interpreter works out the
arithmetic in a question, and an image is a card with the words on it.
"""

import ast
import io
import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deploy.sandbox.mistral.agents.tools import SEARCHES, AnyTool, DocumentLibrary, has
from deploy.sandbox.mistral.chunks import Text, ToolReference
from deploy.sandbox.mistral.conversations.entries import AnyEntry, MessageOutput, OutputChunk, ToolExecution, ToolFile
from deploy.sandbox.mistral.conversations.shelves import Page, Shelves
from deploy.sandbox.mistral.counting import count
from deploy.sandbox.mistral.files.store import FileStore
from deploy.sandbox.mistral.form import Upload
from deploy.sandbox.mistral.quoter.arithmetic import expression
from deploy.sandbox.mistral.quoter.words import sentences, telling

LOOK = re.compile(r"\b(?:web|internet|online|news)\b", re.IGNORECASE)
DRAW = re.compile(r"\b(?:draw|generate an? (?:image|picture)|picture of|image of)\b", re.IGNORECASE)
OPERATIONS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a connector did, what it says, and the tokens that it made the model read."""

    entries: tuple[AnyEntry, ...]
    connector: str
    tokens: int


def used(question: str, tools: list[AnyTool], shelves: Shelves, files: FileStore) -> Done | None:
    """What the connector does that the question asks for; None if none of these tools does."""
    if (name := has(tools, *SEARCHES)) and LOOK.search(question):
        return _found(name, question, shelves.web)
    if has(tools, "image_generation") and DRAW.search(question):
        return _drawn(question, files)
    if has(tools, "code_interpreter") and (sum_ := expression(question)):
        return _computed(sum_)
    for tool in tools:
        if isinstance(tool, DocumentLibrary):
            pages = [page for each in tool.library_ids for page in shelves.libraries.get(each, ())]
            if _ranked(question, pages):
                return _found("document_library", question, pages)
    return None


def _found(name: str, question: str, pages: Sequence[Page]) -> Done:
    best = _ranked(question, pages)[:2]
    run = ToolExecution(name=name, arguments=json.dumps({"query": " ".join(telling(question))}))
    content: list[OutputChunk] = []
    for page in best:
        content += [
            Text(text=f'It says: "{_sentence(question, page["text"])}" '),
            ToolReference(tool=name, title=page["title"], url=page.get("url"), description=page["text"][:80]),
        ]
    said: str | list[OutputChunk] = content or f"Nothing that {name} finds speaks of this."
    tokens = sum(count(page["text"]) for page in best)
    return Done((run, MessageOutput(content=said)), name, tokens)


def _ranked(question: str, pages: Sequence[Page]) -> list[Page]:
    stems = set(telling(question)) - set(telling("search the web online internet news"))
    scored = [(len(stems & set(telling(f"{page['title']} {page['text']}"))), page) for page in pages]
    return [page for score, page in sorted(scored, key=lambda pair: -pair[0]) if score]


def _sentence(question: str, text: str) -> str:
    stems = set(telling(question))
    return max(sentences(text) or [text], key=lambda each: len(stems & set(telling(each))))


def _computed(sum_: str) -> Done | None:
    try:
        result = _value(ast.parse(sum_, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None
    info = {"code": f"print({sum_})", "code_output": f"{result}\n"}
    run = ToolExecution(name="code_interpreter", arguments=json.dumps({"code": info["code"]}), info=info)
    return Done((run, MessageOutput(content=f"The code printed {result}.")), "code_interpreter", count(str(info)))


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_value(left), _value(right))
        case _:
            raise ValueError(ast.dump(node))


def _drawn(question: str, files: FileStore) -> Done:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 120), "white")
    ImageDraw.Draw(image).text((12, 50), question[:48], fill="black")
    data = io.BytesIO()
    image.save(data, "PNG")
    stored = files.add(Upload("image_generated_0.png", "image/png", data.getvalue()), "ocr", "user", None)
    run = ToolExecution(name="image_generation", arguments=json.dumps({"prompt": question}))
    chunks: list[OutputChunk] = [
        Text(text="Here is the picture: "),
        ToolFile(tool="image_generation", file_id=stored.id, file_name="image_generated_0", file_type="png"),
    ]
    return Done((run, MessageOutput(content=chunks)), "image_generation", count(question))
