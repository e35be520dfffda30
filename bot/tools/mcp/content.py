"""What a tool of a server gives, as text for the model."""

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mcp.types import CallToolResult


def result_text(result: "CallToolResult") -> str:
    """Its texts, and a note for each thing that is none; the structured content where there is nothing else."""
    parts = [text for text in _texts(result.content) if text]
    if not parts and result.structured_content is not None:
        parts = [json.dumps(result.structured_content, ensure_ascii=False, indent=1)]
    return "\n\n".join(parts) or "(The tool gave nothing back.)"


def _texts(content: Iterable[Any]) -> Iterable[str]:
    for block in content:
        match block.type:
            case "text":
                yield block.text
            case "image" | "audio":
                yield f"[{block.type}, {block.mime_type}, {len(block.data) * 3 // 4:,} bytes: it cannot be shown here]"
            case "resource_link":
                yield f"[resource {block.name}: {block.uri}]"
            case "resource":
                yield _resource(block.resource)
            case _:
                yield f"[{block.type}: it cannot be shown here]"


def _resource(resource: Any) -> str:
    text = getattr(resource, "text", None)
    if text is not None:
        return f"[resource {resource.uri}]\n{text}"
    return f"[resource {resource.uri}, {resource.mime_type or 'binary'}: it cannot be shown here]"
