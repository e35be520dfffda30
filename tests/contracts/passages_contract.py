"""What every store of passages promises. Fixtures: `store` and `open_store`."""

import math
import struct
from collections.abc import Sequence

import pytest

from bot.core.documents import Passage
from tests.contracts.stores import OpenStore, Store

A, B = "a" * 64, "b" * 64
MODEL = "mistral-embed"


def vector(*floats: float) -> bytes:
    """Those floats, brought to unit length, as they are stored."""
    length = math.hypot(*floats)
    return struct.pack(f"<{len(floats)}f", *(each / length for each in floats))


def passage(page: int, text: str, *floats: float) -> tuple[int, str, bytes]:
    return page, text, vector(*(floats or (1.0, 0.0)))


def found(passages: Sequence[Passage]) -> list[tuple[str, int, str]]:
    return [(each.document, each.page, each.text) for each in passages]


class KeptContract:
    async def test_pages_are_held_for_each_document_and_model(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.passages.add(A, MODEL, [passage(1, "one"), passage(3, "three"), passage(3, "three more")])

        async with open_store() as store:
            assert await store.passages.has(A, MODEL)
            assert set(await store.passages.held(A, MODEL)) == {1, 3}
            for document, model in ((B, MODEL), (A, "another-model")):
                assert not await store.passages.has(document, model)
                assert not await store.passages.held(document, model)

    async def test_passages_of_the_same_pages_are_replaced_and_those_of_others_stay(self, store: Store) -> None:
        await store.passages.add(A, MODEL, [passage(1, "old wine"), passage(1, "more old wine"), passage(2, "water")])
        await store.passages.add(A, MODEL, [passage(1, "new wine"), passage(3, "beer")])

        assert set(await store.passages.held(A, MODEL)) == {1, 2, 3}
        assert found(await store.passages.matching([A], ["wine", "water", "old"], 9)) == [
            (A, 2, "water"),
            (A, 1, "new wine"),
        ]
        assert len(await store.passages.nearest([A], MODEL, vector(1, 0), 9)) == 3

    async def test_no_passages_are_no_error(self, store: Store) -> None:
        await store.passages.add(A, MODEL, [])

        assert not await store.passages.has(A, MODEL)
        assert await store.passages.matching([A], ["wine"], 9) == []
        assert await store.passages.nearest([A], MODEL, vector(1, 0), 9) == []


class WordContract:
    @pytest.fixture(autouse=True)
    async def texts(self, store: Store) -> None:
        await store.passages.add(
            A,
            MODEL,
            [
                passage(1, "The invoice number is 4711, the invoice date is in May."),
                passage(2, "An invoice was sent to the customer in the summer."),
                passage(3, "Nothing of interest is on this page, said the customer."),
                passage(4, "L'été dernier, la facture n'était pas payée."),
            ],
        )
        await store.passages.add(B, MODEL, [passage(1, "The invoice of another document, by the customer.")])

    async def test_better_ones_come_first_with_a_greater_score(self, store: Store) -> None:
        passages = await store.passages.matching([A], ["invoice", "number"], 9)

        assert [each.page for each in passages] == [1, 2]
        assert passages[0].score > passages[1].score > 0

    async def test_only_the_documents_asked_for(self, store: Store) -> None:
        assert {each.document for each in await store.passages.matching([A], ["invoice"], 9)} == {A}
        assert {each.document for each in await store.passages.matching([A, B], ["invoice"], 9)} == {A, B}
        assert await store.passages.matching([], ["invoice"], 9) == []
        assert await store.passages.matching(["a"], ["invoice"], 9) == []

    async def test_at_most_as_many_as_asked_for(self, store: Store) -> None:
        assert len(await store.passages.matching([A, B], ["invoice", "customer"], 2)) == 2

    async def test_case_and_accents_do_not_matter(self, store: Store) -> None:
        for words in (["INVOICE", "NUMBER"], ["Ete"], ["facture"], ["PAYEE"], ["l'été"]):
            assert await store.passages.matching([A], words, 9) != []

    @pytest.mark.parametrize(
        "word",
        [
            '"',
            '""',
            "'",
            "*",
            "invoice*",
            "body:invoice",
            "NEAR(invoice date)",
            "invoice) OR (customer",
            '" OR document : "d',
            "-invoice",
            "^the",
            "{a b}",
            "AND",
            "OR",
            "NOT",
            "\0",
            "half \ud83d",
            "",
            " ",
            "; DROP TABLE passages; --",
            "\u202e",
            "é" * 5_000,
        ],
    )
    async def test_any_word_is_only_a_word(self, store: Store, word: str) -> None:
        alone = await store.passages.matching([B], [word], 9)
        beside = await store.passages.matching([B], [word, "invoice"], 9)

        assert {each.document for each in alone} <= {B}
        assert [each.document for each in beside] == [B]

    async def test_words_that_are_none_find_nothing(self, store: Store) -> None:
        for words in ([], [""], ["!!", "?"], ['"']):
            assert await store.passages.matching([A], words, 9) == []

    async def test_text_kept_for_several_models_is_found_once(self, store: Store) -> None:
        for model in ("second", "third"):
            await store.passages.add(A, model, [passage(1, "An invoice for tea."), passage(2, "An invoice for wine.")])
        await store.passages.add(A, MODEL, [passage(1, "An invoice for tea."), passage(2, "An invoice for wine.")])

        for limit in (1, 2, 3):
            passages = await store.passages.matching([A], ["tea", "wine"], limit)
            assert sorted(found(passages)) == sorted(set(found(passages)))
            assert len(passages) == min(limit, 2)

    async def test_question_of_many_words_is_no_error(self, store: Store) -> None:
        words = [f"word{number}" for number in range(200)] + ["invoice"]

        assert [each.page for each in await store.passages.matching([B], words, 9)] == [1]


class VectorContract:
    async def test_nearest_come_first_with_their_cosine(self, store: Store) -> None:
        await store.passages.add(
            A, MODEL, [passage(1, "east", 1, 0), passage(2, "north-east", 1, 1), passage(3, "west", -1, 0)]
        )

        passages = await store.passages.nearest([A], MODEL, vector(2, 0.5), 9)

        assert found(passages) == [(A, 1, "east"), (A, 2, "north-east"), (A, 3, "west")]
        angles = [math.atan2(0.5, 2), math.pi / 4 - math.atan2(0.5, 2), math.pi - math.atan2(0.5, 2)]
        assert [each.score for each in passages] == pytest.approx([math.cos(angle) for angle in angles], abs=1e-6)

    async def test_only_of_the_documents_and_of_the_model(self, store: Store) -> None:
        await store.passages.add(A, MODEL, [passage(1, "a")])
        await store.passages.add(A, "another-model", [passage(1, "a"), passage(2, "more of a")])
        await store.passages.add(B, MODEL, [passage(1, "b")])

        assert found(await store.passages.nearest([A], MODEL, vector(1, 0), 9)) == [(A, 1, "a")]
        assert len(await store.passages.nearest([A, B, B], MODEL, vector(1, 0), 9)) == 2
        assert len(await store.passages.nearest([A, B], MODEL, vector(1, 0), 1)) == 1
        assert await store.passages.nearest([], MODEL, vector(1, 0), 9) == []

    async def test_vectors_of_another_size_are_passed_over(self, store: Store) -> None:
        await store.passages.add(A, MODEL, [passage(1, "flat", 1, 0), passage(2, "deep", 1, 0, 0)])

        assert found(await store.passages.nearest([A], MODEL, vector(1, 0), 9)) == [(A, 1, "flat")]

    async def test_the_best_of_a_thousand_are_found_in_order(self, store: Store) -> None:
        angles = {page: (page * 7 % 1_000) / 1_000 * math.pi for page in range(1, 1_001)}
        spread = [passage(page, f"page {page}", math.cos(angle), math.sin(angle)) for page, angle in angles.items()]
        await store.passages.add(A, MODEL, spread[:600])
        await store.passages.add(A, MODEL, spread[600:])

        passages = await store.passages.nearest([A], MODEL, vector(1, 0), 8)

        assert [each.page for each in passages] == sorted(angles, key=lambda page: angles[page])[:8]
