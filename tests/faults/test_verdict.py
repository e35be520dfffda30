"""The judge of the torture sees what is wrong."""

from collections.abc import Sequence

import pytest

from bot.core.tool_calls import MAY_HAVE_HAPPENED
from bot.trial.stage import Post
from tests.faults.questions import FakeAuthor, Question
from tests.faults.rooms import Room
from tests.faults.tickets import DONE
from tests.faults.verdict import Ledger, Verdict, begun, judge_answer, judge_room

PLAIN, TOOL, LONG = Question("d1q1", "plain"), Question("d1q2", "tool"), Question("d1q3", "long")
CHANGE = Question("d1q4", "change")


class FakeStage:
    """Shows what it was given."""

    name = "Discord"

    def __init__(self, posts: Sequence[Post]) -> None:
        self._posts = list(posts)

    def begin(self, who: str, text: str) -> str:
        return "thread"

    def say(self, who: str, thread: str, text: str) -> str:
        return text

    def posts(self, thread: str) -> list[Post]:
        return self._posts


def posted(*texts: str) -> list[Post]:
    """One answer in so many messages, the last with its receipt."""
    return [Post(str(n), text, "Read 1 message" if n == len(texts) - 1 else "", ()) for n, text in enumerate(texts)]


def verdict_on(
    posts: Sequence[Post],
    answered: dict[str, str],
    *,
    ended: Sequence[str] = ("m1", "m2"),
) -> Verdict:
    room = Room(FakeStage(posts), "thread", [PLAIN, TOOL], ["m1", "m2"])
    verdict = Verdict()
    judge_room(room, Ledger(answered, list(ended), 2, []), {}, verdict)
    return verdict


@pytest.mark.parametrize("take", range(4))
@pytest.mark.parametrize("question", [PLAIN, TOOL, LONG])
def test_a_whole_answer_is_whole_wherever_it_is_cut(question: Question, take: int) -> None:
    whole = "\n\n".join(question.answer(part, take) for part in range(question.rounds))
    cut = whole.index(" ", len(whole) // 2)
    assert judge_answer(question, posted(whole)) == ""
    assert judge_answer(question, posted(f"{whole[:cut]}\n```", f"```\n{whole[cut:]}")) == ""


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        pytest.param([PLAIN.answer(0, 0)[:100]], "then", id="half"),
        pytest.param([PLAIN.answer(0, 0)[:100], PLAIN.answer(0, 1)], "then", id="half, and a new beginning"),
        pytest.param([PLAIN.answer(0, 0), PLAIN.answer(0, 0)], "behind the answer", id="twice"),
        pytest.param([PLAIN.answer(0, 0), "I was cut short."], "behind the answer", id="more"),
        pytest.param([], "0 of 0", id="nothing"),
    ],
)
def test_an_answer_that_is_not_whole_is_seen(texts: list[str], wrong: str) -> None:
    assert wrong in judge_answer(PLAIN, posted(*texts))


def test_what_was_done_and_what_was_not_has_to_be_told() -> None:
    whole = "\n\n".join(CHANGE.answer(part, 0) for part in range(2))
    unknown = f"{whole}\n\n_{MAY_HAVE_HAPPENED.format(name='file_ticket')}_"
    told = f"{whole}\n\n{DONE}"

    assert judge_answer(CHANGE, posted(told), done=True) == ""
    assert judge_answer(CHANGE, posted(unknown), done=True) == ""
    assert judge_answer(CHANGE, posted(unknown)) == ""
    assert "it was not done" in judge_answer(CHANGE, posted(told))
    assert "it was done" in judge_answer(CHANGE, posted(whole), done=True)
    assert "it was done" in judge_answer(CHANGE, posted(f"{told} And more."), done=True)


def test_an_answer_without_its_receipt_is_seen() -> None:
    assert "receipt" in judge_answer(PLAIN, [Post("0", PLAIN.answer(0, 0), "", ())])


def test_two_answers_in_their_order_are_well() -> None:
    first, second = PLAIN.answer(0, 0), f"{TOOL.answer(0, 0)}\n\n{TOOL.answer(1, 0)}"
    posts = [Post("1", first, "receipt", ()), Post("2", second, "receipt", ())]

    assert verdict_on(posts, {"1": "m1", "2": "m2"}).all() == []


def test_a_question_that_overtakes_an_older_one_is_seen_however_they_came_in() -> None:
    first, second = PLAIN.answer(0, 0), f"{TOOL.answer(0, 0)}\n\n{TOOL.answer(1, 0)}"
    posts = [Post("1", second, "receipt", ()), Post("2", first, "receipt", ())]
    verdict = verdict_on(posts, {"1": "m2", "2": "m1"}, ended=("m2", "m1"))

    assert verdict.order == ["thread: asked ['m1', 'm2'], ended ['m2', 'm1']"]
    assert verdict.all() == [f"order: {verdict.order[0]}"]


def test_a_second_answer_and_a_message_that_no_turn_knows_are_seen() -> None:
    second = f"{TOOL.answer(0, 0)}\n\n{TOOL.answer(1, 0)}"
    posts = [
        Post("1", PLAIN.answer(0, 0), "receipt", ()),
        Post("2", second, "receipt", ()),
        Post("3", PLAIN.answer(0, 1), "receipt", ()),
    ]
    verdict = verdict_on(posts, {"1": "m1", "2": "m2"})

    assert verdict.twice == ["d1q1 in thread was begun 2 times"]
    assert "belong to no answer" in verdict.incomplete[0]


def test_what_was_never_begun_is_not_counted() -> None:
    room = Room(FakeStage([]), "thread", [PLAIN], ["m1"])

    assert begun(room)["d1q1"] == 0


def test_the_model_answers_in_other_words_each_time() -> None:
    author = FakeAuthor()
    author.add(TOOL)

    first, second = (author("Ana: question d1q2, please", 0) for _ in range(2))
    after = author("Ana: question d1q2, please", 1)

    assert first is not None
    assert second is not None
    assert after is not None
    assert first["text"] != second["text"]
    assert first["calls"][0]["name"] == "calculate"
    assert "calls" not in after
    assert author("Ana: hello", 0) is None
