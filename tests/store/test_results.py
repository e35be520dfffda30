from tests.contracts.results_contract import ResultsContract


class TestResults(ResultsContract): ...
