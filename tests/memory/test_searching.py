"""What a search finds, and what it shows to whom."""

from dataclasses import replace

from bot.core.documents import Document, Page
from bot.core.errors import ModelUnavailable
from bot.core.values import Address, Attachment, Said
from bot.memory.searching import ROUNDS, WORDS_ALONE
from tests.memory.chatter import ANA, BAO, CHANNEL, CHLOE, SECRET, THREAD, Chatter
from tests.memory.fakes import FakeEmbedder
from tests.memory.test_indexing import catch_up


async def test_a_hit_says_who_wrote_it_when_where_and_links_to_it(chatter: Chatter) -> None:
    message = await chatter.say("The deploy is on Friday.", BAO)

    [hit] = (await chatter.search("deploy")).hits

    assert (hit.author, hit.message_id, hit.address) == (BAO, message, THREAD)
    assert (hit.at, hit.excerpt) == (chatter.clock.now - 100_000 + 1, "The deploy is on Friday.")
    assert hit.link == f"https://chat.example/archives/C1/{THREAD.thread}/{message}"
    assert (hit.cites, hit.worded) == ((message,), True)


async def test_what_holds_all_the_words_comes_first(chatter: Chatter) -> None:
    for text in ("The deploy failed.", "On Friday we swim.", "The deploy moved to Friday.", "No deploy, no worries."):
        await chatter.say(text)

    assert (await chatter.found("deploy friday"))[0] == "The deploy moved to Friday."


async def test_what_means_the_same_is_found_and_said_to_be_similar(chatter: Chatter) -> None:
    first = await chatter.say("A gale at sea.", BAO)
    second = await chatter.say("So the cat stays in.")
    await chatter.say("Lunch?", address=replace(THREAD, thread="1795000099.000000"))
    await catch_up(chatter)

    hits = (await chatter.search("seaside cats")).hits

    assert [hit.excerpt for hit in hits][:1] == ["A gale at sea. / Ana: So the cat stays in."]
    assert hits[0].cites == (first, second)
    assert not hits[0].worded
    assert chatter.desk.charges, "who asks pays for the question"


async def test_words_and_meaning_together_are_one_hit(chatter: Chatter) -> None:
    await chatter.say("The invoice is late.")
    await catch_up(chatter)

    assert await chatter.found("invoice") == ["The invoice is late."]


async def test_where_the_embedding_model_does_not_answer_words_are_searched_and_it_says_so(chatter: Chatter) -> None:
    await chatter.say("The invoice is late.")
    chatter.embedder = FakeEmbedder(broken=ModelUnavailable("busy"))

    found = await chatter.search("invoice")

    assert [hit.excerpt for hit in found.hits] == ["The invoice is late."]
    assert found.notes == (WORDS_ALONE,)


async def test_only_this_channel_or_this_conversation_or_since_a_time(chatter: Chatter) -> None:
    beside = replace(THREAD, thread="1795000099.000000")
    for text, address in (("wine one", THREAD), ("wine two", beside), ("wine three", replace(THREAD, channel="C2"))):
        await chatter.say(text, address=address)

    assert sorted(await chatter.found("wine")) == ["wine one", "wine two"]
    assert await chatter.found("wine", "conversation") == ["wine one"]
    assert sorted(await chatter.found("wine", "me")) == ["wine one", "wine three", "wine two"]
    since = await chatter.search("wine", since=chatter.clock.now - 100_000 + 2)
    assert [hit.excerpt for hit in since.hits] == ["wine two"]
    assert (since.reach.messages, since.reach.since) == (1, chatter.clock.now - 100_000 + 2)


async def test_nobody_is_shown_what_they_cannot_read(chatter: Chatter) -> None:
    await chatter.say("The salary is 9.", BAO, SECRET)
    await chatter.say("The salary is a secret.", BAO)
    await catch_up(chatter)
    chatter.platform.closed[SECRET.place] = {BAO.id}

    assert await chatter.found("salary", "me", CHLOE) == ["The salary is a secret."]
    assert sorted(await chatter.found("salary", "me", BAO)) == ["The salary is 9.", "The salary is a secret."]
    chatter.platform.closed[SECRET.place] = {CHLOE.id}
    assert "The salary is 9." in await chatter.found("salary", "me", CHLOE)


async def test_a_private_thread_of_a_channel_is_for_those_who_are_in_it(chatter: Chatter) -> None:
    hidden = replace(THREAD, thread="1795000077.000000")
    await chatter.say("The salary is 9.", BAO, hidden)
    chatter.platform.closed[str(hidden)] = {BAO.id}

    assert await chatter.found("salary", asker=CHLOE) == []
    assert await chatter.found("salary", asker=BAO) == ["The salary is 9."]


async def test_what_may_not_be_read_takes_no_room_among_the_hits(chatter: Chatter) -> None:
    for _ in range(150):
        await chatter.say("salary salary salary", BAO, SECRET)
    await chatter.say("The salary, at the end of a long message of many other words, is open to all.")
    chatter.platform.closed[SECRET.place] = {BAO.id}

    assert len(await chatter.found("salary", "me", CHLOE)) == 1


async def test_a_place_is_asked_about_once_for_each_search(chatter: Chatter) -> None:
    for _ in range(20):
        await chatter.say("wine")

    await chatter.search("wine", "me")

    assert chatter.platform.asked == [THREAD.place, str(THREAD)]


async def test_who_has_too_many_places_they_cannot_read_is_told_so(chatter: Chatter) -> None:
    for number in range(50 * (ROUNDS + 2)):
        address = Address("slack", "T1", f"G{number}", "")
        chatter.platform.closed[address.place] = {BAO.id}
        await chatter.say("salary", BAO, address)

    found = await chatter.search("salary", "me", CHLOE)

    assert found.hits == ()
    assert "many places here that you cannot read" in found.notes[0]


async def test_what_everybody_sees_holds_nothing_that_one_of_them_may_not_read(chatter: Chatter) -> None:
    private_thread = replace(THREAD, thread="1795000077.000000")
    await chatter.say("salary of the thread", BAO, private_thread)
    await chatter.say("salary of all", BAO)
    await chatter.say("salary of the board", BAO, SECRET)
    chatter.platform.few.add(str(private_thread))
    chatter.platform.closed[SECRET.place] = {BAO.id}

    async def shown(address: Address, *, public: bool = True) -> list[str]:
        found = await chatter.search("salary", "me", BAO, address=address, public=public)
        return sorted(hit.excerpt for hit in found.hits)

    assert await shown(THREAD) == ["salary of all"]
    assert await shown(private_thread) == ["salary of all", "salary of the thread"]
    assert await shown(SECRET) == ["salary of all", "salary of the board"]
    assert len(await shown(THREAD, public=False)) == 3


async def test_the_question_and_other_searches_are_no_hits(chatter: Chatter) -> None:
    await chatter.say("!search wine")
    question = await chatter.say("Who brings the wine?")
    await chatter.say("I bring wine.")

    found = await chatter.search("wine", leave_out=question)

    assert [hit.excerpt for hit in found.hits] == ["I bring wine."]


async def test_what_was_said_before_a_thread_is_linked_in_its_channel(chatter: Chatter) -> None:
    before = Said("1794999999.000000", ANA, 1.0, "wine before")
    await chatter.store.transcript.add(THREAD, [before])
    await chatter.store.transcript.add(
        replace(THREAD, thread="event-7"), [Said("1795000500.0", ANA, 2.0, "wine after")]
    )

    links = {hit.excerpt: hit.link for hit in (await chatter.search("wine")).hits}

    assert links == {
        "wine before": "https://chat.example/archives/C1//1794999999.000000",
        "wine after": "https://chat.example/archives/C1//1795000500.0",
    }


async def test_of_files_the_page_is_found_with_the_message_that_brought_it(chatter: Chatter) -> None:
    document = Document("d1", "plan.pdf", "pdf", "application/pdf", 5, 2)
    await chatter.store.shelf.keep("slack:T1:F1", document)
    await chatter.store.shelf.add("d1", [Page(1, "text", "The cat."), Page(2, "ocr", "The invoice is late.")])
    file = Attachment("F1", "plan.pdf", "application/pdf", 5)
    brought = Said("1795000300.000000", BAO, 5.0, "here", (file,))
    await chatter.store.transcript.add(SECRET, [brought])
    await catch_up(chatter)

    [hit, *_] = (await chatter.search("invoice", "files", address=CHANNEL)).hits

    assert (hit.file, hit.page, hit.excerpt, hit.author) == ("plan.pdf", 2, "The invoice is late.", BAO)
    assert hit.link.endswith("/1795000300.000000")
    chatter.platform.closed[SECRET.place] = {BAO.id}
    assert (await chatter.search("invoice", "files", CHLOE, address=CHANNEL)).hits == ()
    await chatter.store.transcript.add(THREAD, [replace(brought, message_id="1795000400.000000")])
    assert len((await chatter.search("invoice", "files", CHLOE, address=CHANNEL, limit=1)).hits) == 1


async def test_without_words_there_are_no_hits(chatter: Chatter) -> None:
    await chatter.say("wine")
    chatter.embedder = None

    assert (await chatter.search("!?")).hits == ()
