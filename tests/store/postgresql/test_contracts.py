"""Whatever the store promises on SQLite it promises on PostgreSQL: every contract of `tests/store`, found by itself."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import tests.store


def contracts() -> Iterator[type]:
    for module in iter_modules(tests.store.__path__, "tests.store."):
        if module.name.rpartition(".")[2].startswith("test_"):
            for each in vars(import_module(module.name)).values():
                if isinstance(each, type) and each.__name__.startswith("Test") and _is_contract(each):
                    yield each


def _is_contract(each: type) -> bool:
    return any(base.__module__.startswith("tests.contracts.") for base in each.__bases__)


FOUND = {each.__name__: type(each.__name__, each.__bases__, {"__doc__": each.__doc__}) for each in contracts()}
globals().update(FOUND)


def test_the_contracts_were_found() -> None:
    assert {"TestAccept", "TestFence", "TestOrder", "TestWords", "TestVectors", "TestPurge"} <= set(FOUND)
    assert len(FOUND) >= 20
