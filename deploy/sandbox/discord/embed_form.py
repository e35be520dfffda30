"""Embeds of a request: their limits, and how they come back (Discord: "Embed Limits")."""

from deploy.sandbox.discord.form import Form, Json, length

TOTAL = 6_000  # characters over all embeds of a message
MOST = 10


def read_embeds(form: Form, given: object) -> list[Json]:
    embeds = form.objects("embeds", given, MOST)
    total = sum(_embed(form, f"embeds.{index}", embed) for index, embed in enumerate(embeds))
    if total > TOTAL:
        form.wrong("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {TOTAL}")
    return [{key: value for key, value in embed.items() if value is not None} | {"type": "rich"} for embed in embeds]


def _embed(form: Form, path: str, embed: Json) -> int:
    """Complains about one embed; answers how many characters count towards the total."""
    texts = [
        form.text(f"{path}.title", embed.get("title"), 256),
        form.text(f"{path}.description", embed.get("description"), 4096),
    ]
    for part, key, most in (("footer", "text", 2048), ("author", "name", 256)):
        if isinstance(inner := embed.get(part), dict):
            texts.append(form.text(f"{path}.{part}.{key}", inner.get(key), most))
    for index, entry in enumerate(form.objects(f"{path}.fields", embed.get("fields"), 25)):
        entry.setdefault("inline", False)
        texts.append(form.text(f"{path}.fields.{index}.name", entry.get("name"), 256, 1))
        texts.append(form.text(f"{path}.fields.{index}.value", entry.get("value"), 1024, 1))
    return sum(length(text) for text in texts)
