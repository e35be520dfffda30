"""What holds for all tests."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from hypothesis import settings

from tests.documents import corpus
from tests.postgres import CannotRun, postgres_server

settings.register_profile("unhurried", deadline=None)  # a busy machine is no defect
settings.load_profile("unhurried")

_NUMBERS = count(1)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Real files are fetched before the clock of any test runs: a slow network must not look like a slow test."""
    corpus.fetch(str(mark.args[0]) for item in session.items for mark in item.iter_markers("corpus"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL that is started at the first test that asks for it."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgres_server())
        except CannotRun as error:
            pytest.skip(str(error))
        yield url


@pytest.fixture
def schema() -> str:
    """The name of a schema that no other test uses."""
    return f"galerne_{next(_NUMBERS)}"
