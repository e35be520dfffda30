"""What holds for all tests."""

import pytest

from tests.documents import corpus


def pytest_collection_finish(session: pytest.Session) -> None:
    """Real files are fetched before the clock of any test runs: a slow network must not look like a slow test."""
    corpus.fetch(str(mark.args[0]) for item in session.items for mark in item.iter_markers("corpus"))
