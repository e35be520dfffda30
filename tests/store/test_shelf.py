from bot.store.shelf import runs
from tests.contracts.shelf_contract import DocumentContract, OriginalContract, PageContract, PurgeContract


class TestDocuments(DocumentContract): ...


class TestPages(PageContract): ...


class TestOriginals(OriginalContract): ...


class TestPurge(PurgeContract): ...


def test_numbers_without_a_gap_are_one_row() -> None:
    assert list(runs([5, 3, 4, 9, 4, 11, 12])) == [(3, 5), (9, 9), (11, 12)]
    assert list(runs([])) == []
