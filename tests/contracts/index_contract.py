"""What every index of messages promises. Fixtures: `store`, `open_store`, and the `clock` that it was opened with."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

import pytest

from bot.core.documents import Charge, Document, Page
from bot.core.lifecycle import State
from bot.core.messages import Usage
from bot.core.records import Receipt
from bot.core.search_ports import Chunk, FoundChunk, IndexedMessage, Within
from bot.core.values import Address, Attachment, Part
from tests.contracts.passages_contract import vector
from tests.contracts.stores import ANN, THREAD, OpenStore, Store, begun, elsewhere, message, message_id, said, spoken

MODEL = "mistral-embed"
WORKSPACE = Within("slack:T1")
CHANNEL = Within("slack:T1", THREAD.place)
OTHER = elsewhere("C2")
FILE = Attachment("F1", "plan.pdf", "application/pdf", 5, "https://files.example/F1")
PLAN = Document("d" * 64, "plan.pdf", "pdf", "application/pdf", 5, 2)


def chunk(text: str, *messages: IndexedMessage, begins: int = 0, ends: int = 0) -> Chunk:
    return Chunk(messages, text, sha256(text.encode()).hexdigest(), begins, ends)


async def unchunked(store: Store) -> dict[str, IndexedMessage]:
    """By their texts."""
    return {each.text: each for each in await store.message_index.unchunked(("", ""), 1_000)}


async def kept(store: Store, text: str, *floats: float) -> None:
    """A message's chunk of its own."""
    one = (await unchunked(store))[text]
    assert await store.message_index.keep(MODEL, [(chunk(text, one), vector(*floats))])


async def matching(store: Store, within: Within, *words: str, every: bool = False) -> list[str]:
    return [each.text for each in await store.message_index.matching(within, words, 99, every=every)]


async def nearest(store: Store, within: Within, *floats: float) -> list[str]:
    return texts(await store.message_index.nearest(within, MODEL, vector(*floats), 99))


def texts(chunks: Sequence[FoundChunk]) -> list[str]:
    return [" | ".join(each.text for each in found.messages) for found in chunks]


class WordIndexContract:
    async def test_message_is_found_as_soon_as_it_is_kept_however_it_comes(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "from the history")])
        await store.journal.accept(message(2, "from an event"), THREAD, answer=True)
        turn = await begun(store, 3, "a question")
        await store.journal.outbox(turn).record(Part(0, message_id(4), 0, 9))
        await store.journal.end(turn, State.STOPPED, Receipt(), spoken(4, "from myself"))

        assert await matching(store, CHANNEL, "history") == ["from the history"]
        assert await matching(store, CHANNEL, "event") == ["from an event"]
        [own] = await store.message_index.matching(CHANNEL, ["myself"], 9)
        assert (own.author.kind, own.message_id, own.conversation) == ("self", message_id(4), str(THREAD))
        [first] = await store.message_index.matching(CHANNEL, ["history"], 9)
        assert (first.author, first.at, first.place, first.message_id) == (
            ANN,
            said(1).at,
            THREAD.place,
            message_id(1),
        )

    async def test_better_ones_come_first_and_of_equals_the_newest(self, store: Store) -> None:
        words = ["the launch", "the deploy on Friday", "a deploy is planned", "a deploy is planned"]
        await store.transcript.add(THREAD, [said(n, text) for n, text in enumerate(words)])

        found = await store.message_index.matching(CHANNEL, ["deploy", "friday"], 9)

        assert [each.message_id for each in found] == [message_id(1), message_id(3), message_id(2)]
        assert await matching(store, CHANNEL, "deploy", "friday", every=True) == ["the deploy on Friday"]
        assert len(await store.message_index.matching(CHANNEL, ["deploy"], 2)) == 2

    async def test_long_word_finds_those_that_begin_with_it_and_a_short_one_does_not(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "We deployed it."), said(2, "an ant"), said(3, "antics")])

        assert await matching(store, CHANNEL, "deploy") == ["We deployed it."]
        assert await matching(store, CHANNEL, "ant") == ["an ant"]

    async def test_case_and_accents_do_not_matter(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "L'été dernier"), said(2, "ÉTÉ")])

        assert sorted(await matching(store, CHANNEL, "ete")) == ["L'été dernier", "ÉTÉ"]

    async def test_only_the_workspace_the_channel_the_conversation_and_the_time_asked_for(self, store: Store) -> None:
        places = [
            THREAD,
            replace(THREAD, thread="1700000007.000000"),
            OTHER,
            replace(THREAD, workspace="T2"),
            replace(THREAD, platform="discord"),
            replace(THREAD, channel="C11"),
        ]
        for number, place in enumerate(places, 10):
            await store.transcript.add(place, [said(number, f"wine in {place}")])

        assert len(await matching(store, WORKSPACE, "wine")) == 4
        assert sorted(await matching(store, CHANNEL, "wine")) == sorted(f"wine in {place}" for place in places[:2])
        one = replace(CHANNEL, conversation=str(places[1]))
        assert await matching(store, one, "wine") == [f"wine in {places[1]}"]
        assert await matching(store, replace(CHANNEL, since=said(11).at), "wine") == [f"wine in {places[1]}"]
        without = frozenset({OTHER.place, str(THREAD)})
        left = await matching(store, replace(WORKSPACE, without=without), "wine")
        assert sorted(left) == sorted(f"wine in {place}" for place in (places[1], places[5]))

    @pytest.mark.parametrize("strange", ["a:b", "%", "_", "é", '"', "x y", "C1:"])
    async def test_any_name_of_a_channel_is_only_a_name(self, store: Store, strange: str) -> None:
        for number, channel in enumerate((strange, "C1")):
            await store.transcript.add(Address("console", "local", channel.replace(":", "-")), [said(number, channel)])

        place = Address("console", "local", strange.replace(":", "-")).place
        assert await matching(store, Within("console:local", place), "C1", "x", "é", "a", "b") in ([strange], [])
        assert await matching(store, Within("console:local", "console:local:C1"), "C1") == ["C1"]

    @pytest.mark.parametrize(
        "word", ['"', "'", "*", "wine*", "body:wine", "wine) OR (tea", "-wine", "AND", "\0", "half \ud83d", "", "NEAR("]
    )
    async def test_any_word_is_only_a_word(self, store: Store, word: str) -> None:
        await store.transcript.add(THREAD, [said(1, "wine"), said(2, "tea")])
        await store.transcript.add(OTHER, [said(3, "wine and tea")])

        assert "wine and tea" not in await matching(store, CHANNEL, word)
        assert "wine" in await matching(store, CHANNEL, word, "wine")

    async def test_edited_message_is_found_by_its_new_words_alone(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "the password is swordfish")])

        await store.transcript.edit(THREAD, message_id(1), "the password is gone")

        assert await matching(store, CHANNEL, "swordfish") == []
        assert await matching(store, CHANNEL, "gone") == ["the password is gone"]
        await store.transcript.edit(THREAD, message_id(1), "the password is gone")
        assert await matching(store, CHANNEL, "gone") == ["the password is gone"]

    async def test_deleted_message_is_found_no_more_and_does_not_come_back(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "swordfish")])

        await store.transcript.delete(THREAD, message_id(1))
        await store.transcript.add(THREAD, [said(1, "swordfish")])

        assert await matching(store, CHANNEL, "swordfish") == []
        assert (await store.message_index.reach(CHANNEL)).messages == 0

    async def test_reach_says_how_much_and_since_when(self, store: Store) -> None:
        assert (await store.message_index.reach(CHANNEL)).since is None
        await store.transcript.add(THREAD, [said(5), said(3)])
        await store.transcript.add(OTHER, [said(1)])

        assert (await store.message_index.reach(CHANNEL)).messages == 2
        assert (await store.message_index.reach(CHANNEL)).since == said(3).at
        assert (await store.message_index.reach(WORKSPACE)).since == said(1).at
        assert (await store.message_index.reach(replace(CHANNEL, conversation=str(OTHER)))).messages == 0


class ChunkContract:
    async def test_nearest_come_first_with_all_their_messages(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "one"), said(2, "two"), said(3, "west")])
        found = await unchunked(store)
        pair = chunk("one two", found["one"], found["two"])
        assert await store.message_index.keep(MODEL, [(pair, vector(1, 0.1))])
        await kept(store, "west", -1, 0)

        chunks = await store.message_index.nearest(CHANNEL, MODEL, vector(1, 0), 9)

        assert texts(chunks) == ["one | two", "west"]
        assert [each.score for each in chunks] == pytest.approx([0.995, -1.0], abs=1e-3)
        assert await unchunked(store) == {}

    async def test_pieces_of_a_long_message_are_found_apart(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "east west")])
        [one] = (await unchunked(store)).values()
        pieces = [
            (chunk("east", one, begins=0, ends=4), vector(1, 0)),
            (chunk("west", one, begins=5, ends=9), vector(-1, 0)),
        ]
        assert await store.message_index.keep(MODEL, pieces)

        chunks = await store.message_index.nearest(CHANNEL, MODEL, vector(-1, 0), 9)

        assert [(each.begins, each.ends) for each in chunks] == [(5, 9), (0, 4)]

    async def test_only_the_channel_the_conversation_the_time_and_the_model(self, store: Store) -> None:
        places = {"here": THREAD, "there": OTHER, "beside": replace(THREAD, thread="1700000007.000000")}
        for number, (text, place) in enumerate(places.items()):
            await store.transcript.add(place, [said(number, text)])
            await kept(store, text, 1, 0)

        assert sorted(await nearest(store, CHANNEL, 1, 0)) == ["beside", "here"]
        assert sorted(await nearest(store, WORKSPACE, 1, 0)) == ["beside", "here", "there"]
        assert await nearest(store, replace(CHANNEL, conversation=str(THREAD)), 1, 0) == ["here"]
        assert await nearest(store, replace(WORKSPACE, without=frozenset({THREAD.place})), 1, 0) == ["there"]
        assert await nearest(store, replace(CHANNEL, without=frozenset({str(THREAD)})), 1, 0) == ["beside"]
        assert await nearest(store, replace(CHANNEL, since=said(2).at), 1, 0) == ["beside"]
        assert await store.message_index.nearest(CHANNEL, "another-model", vector(1, 0), 9) == []
        assert await store.message_index.nearest(CHANNEL, MODEL, vector(1, 0, 0), 9) == []

    async def test_the_best_of_thousands_are_found_in_exact_order(self, store: Store) -> None:
        angles = {n: (n * 7 % 3_000) / 3_000 for n in range(3_000)}
        await store.transcript.add(THREAD, [said(n, f"m{n}") for n in angles])
        for text, one in {each.text: each for each in await store.message_index.unchunked(("", ""), 9_999)}.items():
            angle = angles[int(text[1:])]
            assert await store.message_index.keep(MODEL, [(chunk(text, one), vector(1 - angle, angle, 0.3))])

        best = await store.message_index.nearest(CHANNEL, MODEL, vector(1, 0, 0.3), 8)

        assert texts(best) == [f"m{n}" for n in sorted(angles, key=lambda n: angles[n])[:8]]

    async def test_nothing_is_kept_of_what_changed_meanwhile(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "one"), said(2, "two")])
        found = await unchunked(store)
        await store.transcript.edit(THREAD, message_id(2), "three")

        pair = chunk("one two", found["one"], found["two"])
        assert not await store.message_index.keep(MODEL, [(pair, vector(1, 0))])

        assert set(await unchunked(store)) == {"one", "three"}
        assert await nearest(store, CHANNEL, 1, 0) == []
        await store.transcript.delete(THREAD, message_id(1))
        assert not await store.message_index.keep(MODEL, [(chunk("one", found["one"]), vector(1, 0))])

    async def test_two_that_embed_the_same_keep_it_once(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(1, "one")])
        [one] = (await unchunked(store)).values()

        kept_by = [await store.message_index.keep(MODEL, [(chunk("one", one), vector(1, 0))]) for _ in range(2)]

        assert kept_by == [True, False]
        assert await nearest(store, CHANNEL, 1, 0) == ["one"]

    @pytest.mark.parametrize("how", ["edit", "delete"])
    async def test_vector_of_an_edited_or_deleted_message_is_gone_and_the_others_wait_anew(
        self, store: Store, how: str
    ) -> None:
        await store.transcript.add(THREAD, [said(1, "one"), said(2, "swordfish")])
        found = await unchunked(store)
        pair = chunk("one swordfish", found["one"], found["swordfish"])
        await store.message_index.keep(MODEL, [(pair, vector(1, 0))])

        if how == "edit":
            await store.transcript.edit(THREAD, message_id(2), "gone")
        else:
            await store.transcript.delete(THREAD, message_id(2))

        assert await nearest(store, CHANNEL, 1, 0) == []
        assert await store.message_index.vectors(MODEL, [pair.hash]) == {}
        assert set(await unchunked(store)) == {"one", *(["gone"] if how == "edit" else [])}

    async def test_vector_is_known_by_its_text_until_the_last_chunk_of_it_is_gone(self, store: Store) -> None:
        for number, place in enumerate((THREAD, OTHER)):
            await store.transcript.add(place, [said(number, "thanks")])
            [one] = (await unchunked(store)).values()
            thanks = chunk("thanks", one)
            assert await store.message_index.keep(MODEL, [(thanks, vector(1, 0))])

        assert await store.message_index.vectors(MODEL, [thanks.hash, "x"]) == {thanks.hash: vector(1, 0)}
        assert await store.message_index.vectors("another-model", [thanks.hash]) == {}
        await store.transcript.delete(THREAD, message_id(0))
        assert await nearest(store, WORKSPACE, 1, 0) == ["thanks"]
        await store.transcript.delete(OTHER, message_id(1))
        assert await store.message_index.vectors(MODEL, [thanks.hash]) == {}

    async def test_waiting_messages_are_read_in_pages_by_conversation_and_in_order(self, store: Store) -> None:
        await store.transcript.add(OTHER, [said(1, "c")])
        await store.transcript.add(THREAD, [said(3, "b"), said(2, "a"), said(4, "")])
        await store.transcript.delete(THREAD, message_id(4))

        first = await store.message_index.unchunked(("", ""), 2)
        last = first[-1]
        second = await store.message_index.unchunked((last.conversation, last.message_id), 2)

        assert [each.text for each in (*first, *second)] == ["a", "b", "c"]

    async def test_another_model_begins_anew(self, store: Store) -> None:
        await store.transcript.add(THREAD, [said(n, f"m{n}") for n in range(3)])
        for n in range(3):
            await kept(store, f"m{n}", 1, 0)

        assert [await store.message_index.retire("newer", 2) for _ in range(3)] == [2, 1, 0]

        assert len(await unchunked(store)) == 3
        assert await nearest(store, CHANNEL, 1, 0) == []
        assert await store.message_index.retire("newer", 2) == 0

    async def test_index_is_there_after_a_restart(self, open_store: OpenStore) -> None:
        async with open_store() as store:
            await store.transcript.add(THREAD, [said(1, "one"), said(2, "two")])
            await kept(store, "one", 1, 0)

        async with open_store() as store:
            assert await nearest(store, CHANNEL, 1, 0) == ["one"]
            assert await matching(store, CHANNEL, "one") == ["one"]
            assert set(await unchunked(store)) == {"two"}

    async def test_what_it_took_adds_up_by_model(self, store: Store) -> None:
        assert await store.message_index.spent() == []
        for cost in (0.25, 0.5):
            await store.message_index.spend(Charge(MODEL, Usage(100)), cost)
        await store.message_index.spend(Charge("odd", Usage(7)), None)

        assert await store.message_index.spent() == [
            (Charge(MODEL, Usage(200)), 0.75),
            (Charge("odd", Usage(7)), None),
        ]


class FileIndexContract:
    async def test_files_are_found_with_the_message_that_brought_them(self, store: Store) -> None:
        await store.shelf.keep("slack:T1:F1", PLAN)
        unread = replace(FILE, id="F2", name="unread.pdf")
        await store.transcript.add(THREAD, [replace(said(1, "here it is"), attachments=(FILE, unread))])
        await store.transcript.add(OTHER, [replace(said(2, "again"), attachments=(FILE,))])

        found = await store.file_index.dropped(WORKSPACE, 9)

        assert [(each.document, each.name, each.message.text) for each in found] == [
            (PLAN.id, "plan.pdf", "again"),
            (PLAN.id, "plan.pdf", "here it is"),
        ]
        assert [each.message.text for each in await store.file_index.dropped(CHANNEL, 9)] == ["here it is"]
        assert await store.file_index.dropped(replace(WORKSPACE, since=said(3).at), 9) == []
        assert len(await store.file_index.dropped(WORKSPACE, 1)) == 1
        await store.transcript.delete(THREAD, message_id(1))
        assert await store.file_index.dropped(CHANNEL, 9) == []

    async def test_pages_wait_until_they_are_prepared_for_the_model(self, store: Store) -> None:
        await store.shelf.keep("slack:T1:F1", PLAN)
        pages = [Page(1, "text", "one"), Page(2, "ocr", "two"), Page(3, None, reason="it is blank")]
        await store.shelf.add(PLAN.id, pages)

        assert await store.file_index.unprepared(MODEL, 9) == {PLAN.id: [1, 2]}
        await store.file_index.prepared(PLAN.id, MODEL, [1])
        assert await store.file_index.unprepared(MODEL, 9) == {PLAN.id: [2]}
        await store.file_index.prepared(PLAN.id, MODEL, [2])
        assert await store.file_index.unprepared(MODEL, 9) == {}
        await store.shelf.add(PLAN.id, pages[:1])
        assert await store.file_index.unprepared(MODEL, 9) == {PLAN.id: [1]}
        assert await store.file_index.unprepared("newer", 1) == {PLAN.id: [1]}
        assert await store.file_index.unprepared("newer", 9) == {PLAN.id: [1, 2]}
