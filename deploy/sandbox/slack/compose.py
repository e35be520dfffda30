"""What a posting call wants to say, checked. Slack: chat.postMessage, chat.update, chat.postEphemeral."""

import json
from typing import Any

from deploy.sandbox.slack.arguments import Arguments
from deploy.sandbox.slack.block_rules import check_blocks, check_markdown
from deploy.sandbox.slack.content import Content
from deploy.sandbox.slack.refusals import Refused, malformed

POST_LIMIT = 40_000  # characters of `text`; the rest is cut off
UPDATE_LIMIT = 4_000  # characters of `text` in chat.update; more is refused
METADATA_LIMIT = 16_000  # characters of JSON; Slack names the error, not the number


def read_content(args: Arguments) -> Content:
    """The content of a new message. Raises `Refused` as Slack does."""
    text, markdown = args.text("text"), args.text("markdown_text")
    blocks, attachments = args.items("blocks") or [], args.items("attachments") or []
    if markdown and (text or blocks):
        raise Refused("markdown_text_conflict")
    if not (markdown.strip() or text.strip() or blocks or attachments):
        raise Refused("no_text")
    check_markdown(markdown)
    check_blocks(blocks)
    if len(attachments) > 100:
        raise Refused("too_many_attachments")
    return Content(
        text=markdown or text[:POST_LIMIT],
        markdown=bool(markdown),
        blocks=blocks,
        attachments=attachments,
        metadata=read_metadata(args),
        links_names=args.flag("link_names") or args.text("parse") == "full",
    )


def read_update(args: Arguments, before: Content) -> Content:
    """The content after an update: text without blocks takes the old blocks away, blocks alone keep the old text."""
    if len(args.text("text")) > UPDATE_LIMIT:
        raise Refused("msg_too_long")
    if not any(args.has(name) for name in ("text", "markdown_text", "blocks", "attachments", "metadata", "file_ids")):
        raise Refused("no_text")
    if args.has("metadata") and not any(args.has(name) for name in ("text", "markdown_text", "blocks", "attachments")):
        return Content(
            before.text, before.markdown, before.blocks, before.attachments, before.files, read_metadata(args)
        )
    after = read_content(args)
    if not args.has("text") and not args.has("markdown_text"):
        after.text, after.markdown = before.text, False
    if not args.has("attachments"):
        after.attachments = before.attachments
    after.files = before.files
    after.metadata = after.metadata if args.has("metadata") else before.metadata
    return after


def read_metadata(args: Arguments) -> dict[str, Any] | None:
    metadata = args.record("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_LIMIT:
        raise Refused("metadata_too_large")
    return metadata


def read_prompts(args: Arguments) -> list[dict[str, Any]]:
    """At most four of {title, message}. Slack: assistant.threads.setSuggestedPrompts."""
    prompts = args.items("prompts")
    if not prompts or len(prompts) > 4:
        raise malformed("must have between 1 and 4 items [json-pointer:/prompts]")
    for prompt in prompts:
        if not isinstance(prompt, dict) or not prompt.get("title") or not prompt.get("message"):
            raise malformed("a prompt has a title and a message [json-pointer:/prompts]")
    return prompts
