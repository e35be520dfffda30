from bot.core.documents import Charge
from bot.core.messages import AssistantMessage, Choice, ModelCard, Price, Usage
from bot.core.records import Charged, ModelReplied, Spent
from bot.core.spending import added, spent_on

CARD = ModelCard("small", prices=(Price("EUR", prompt=1_000_000.0, completion=2_000_000.0),))
REPLY = ModelReplied(AssistantMessage("hi"), Usage(10, 5), "small")


def test_the_answer_s_own_model_comes_first_with_all_its_replies() -> None:
    charged = Charged(Charge("ocr", pages=3), 0.5)

    spent = spent_on([charged, REPLY, REPLY], Choice(CARD), Usage(1, 0), "EUR")

    assert spent == (Spent("small", Usage(21, 10), cost=41.0), Spent("ocr", pages=3, cost=0.5))


def test_what_one_model_was_charged_for_often_is_one_sum() -> None:
    charges = [Charged(Charge("small", Usage(1, 1)), 1.0), Charged(Charge("small", Usage(2, 2), pages=1), 2.0)]

    assert spent_on(charges, None, Usage(), "EUR") == (Spent("small", Usage(3, 3), 1, 3.0),)


def test_a_sum_with_an_unknown_price_is_not_known() -> None:
    assert spent_on([REPLY], Choice(CARD), Usage(), "USD")[0].cost is None
    assert added(1.0, None) is None
    assert added() == 0
