import math
from typing import Any

import pytest

from bot.core.errors import ReplyBroken
from bot.core.messages import Usage
from bot.mistral.vectors import parse_vectors


def answer(*vectors: Any, usage: Any = None) -> Any:
    data = [{"object": "embedding", "embedding": vector, "index": index} for index, vector in enumerate(vectors)]
    return {"id": "x", "object": "list", "data": data, "model": "m", "usage": usage or {"prompt_tokens": 7}}


def test_vectors_are_of_unit_length() -> None:
    found = parse_vectors(answer([3.0, 4.0], [0.5, 0.5]), 2)

    assert found.vectors[0] == (0.6, 0.8)
    assert math.hypot(*found.vectors[1]) == pytest.approx(1.0)
    assert found.usage == Usage(7)


def test_vectors_come_in_the_order_of_the_texts() -> None:
    shuffled = answer([1.0, 0.0], [0.0, 1.0])
    shuffled["data"].reverse()

    assert parse_vectors(shuffled, 2).vectors == ((1.0, 0.0), (0.0, 1.0))


def test_vectors_without_an_index_are_taken_as_they_come() -> None:
    data = [{"embedding": [1]}, {"embedding": [0, 2]}]

    assert parse_vectors({"data": data}, 2).vectors == ((1.0,), (0.0, 1.0))


def test_vector_of_noughts_stays_one() -> None:
    assert parse_vectors(answer([0, 0]), 1).vectors == ((0.0, 0.0),)


@pytest.mark.parametrize(
    "body",
    [
        None, [], {}, {"data": None}, answer(), answer([1.0]), answer([1.0], []), answer([1.0], None),
        answer([1.0], "AACAPw=="), answer([1.0], [None]), answer([1.0], ["x"]), answer([1.0], [1.0], [1.0]),
    ],
)  # fmt: skip
def test_answer_that_lacks_a_vector_is_an_error(body: Any) -> None:
    with pytest.raises(ReplyBroken):
        parse_vectors(body, 2)


@pytest.mark.parametrize("usage", [{"prompt_tokens": None}, {"x": 1}, 3])
def test_usage_that_is_not_said_is_nought(usage: Any) -> None:
    assert parse_vectors(answer([1.0], usage=usage), 1).usage == Usage()
