from tests.contracts.answers_contract import AnswersContract


class TestAnswers(AnswersContract): ...
