"""Chunks of talk with their vectors: kept while the messages they are made of are what they were."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

from bot.core.search_ports import Chunk
from bot.store.sql import Statement, Value

# The chunks that a set of messages is in, by a condition on `messages`.
_CHUNKS_OF: Final = "(SELECT chunk FROM messages WHERE chunk IS NOT NULL AND {of})"
# A vector may stand for the same words said elsewhere.
_FORGET_VECTORS: Final = f"""
    DELETE FROM chunk_vectors WHERE (model, hash) IN (SELECT model, hash FROM chunks WHERE chunk IN {_CHUNKS_OF})
    AND NOT EXISTS (SELECT 1 FROM chunks AS others WHERE others.model = chunk_vectors.model
        AND others.hash = chunk_vectors.hash AND others.chunk NOT IN {_CHUNKS_OF})
"""  # noqa: S608 - put together from constants
_FORGET_CHUNKS: Final = f"DELETE FROM chunks WHERE chunk IN {_CHUNKS_OF}"  # noqa: S608 - put together from constants
_LOOSEN: Final = f"UPDATE messages SET chunk = NULL WHERE chunk IN {_CHUNKS_OF}"  # noqa: S608 - put together from constants
_ONE: Final = "place = :place AND message_id = :message_id"
OF_ONE: Final = tuple(sql.format(of=_ONE) for sql in (_FORGET_VECTORS, _FORGET_CHUNKS, _LOOSEN))
_CLAIM: Final = """
    UPDATE messages SET chunk = :chunk WHERE place = :place AND message_id = :message_id
    AND revision = :revision AND text = :text AND chunk IS NULL AND NOT deleted RETURNING message_id
"""
_ADD: Final = """
    INSERT INTO chunks (chunk, n, place, conversation, model, hash, begins, ends, latest, code)
    VALUES (:chunk, :n, :place, :conversation, :model, :hash, :begins, :ends, :latest, :code)
"""
_ADD_VECTOR: Final = """
    INSERT INTO chunk_vectors (model, hash, vector) VALUES (:model, :hash, :vector)
    ON CONFLICT (model, hash) DO NOTHING
"""


def loosened(place: str, message_id: str) -> list[Statement]:
    """Take the chunk apart that a message is in: its vector is gone, and the other messages are to be embedded anew."""
    values = {"place": place, "message_id": message_id}
    return [Statement(sql, values) for sql in OF_ONE]


def chunked(model: str, pieces: Sequence[tuple[Chunk, bytes, bytes]]) -> list[Statement]:
    """Keep a group's pieces, each with its vector and its code, if all of its messages are as they were."""
    messages = pieces[0][0].messages
    said = "\n".join(f"{each.place} {each.message_id} {each.revision}" for each in messages)
    chunk = sha256(f"{model}\n{said}".encode()).hexdigest()[:32]
    claims: list[dict[str, Value]] = [
        {
            "chunk": chunk,
            "place": each.place,
            "message_id": each.message_id,
            "revision": each.revision,
            "text": each.text,
        }
        for each in messages
    ]
    statements = [Statement(_CLAIM, values, needed=True) for values in claims]
    for n, (piece, vector, code) in enumerate(pieces):
        values: dict[str, Value] = {
            "chunk": chunk,
            "n": n,
            "place": messages[0].place,
            "conversation": messages[0].conversation,
            "model": model,
            "hash": piece.hash,
            "begins": piece.begins,
            "ends": piece.ends,
            "latest": max(each.at for each in messages),
            "code": code,
        }
        kept: dict[str, Value] = {"model": model, "hash": piece.hash, "vector": vector}
        statements += [Statement(_ADD, values), Statement(_ADD_VECTOR, kept)]
    return statements
