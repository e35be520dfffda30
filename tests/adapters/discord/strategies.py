"""Arbitrary and hostile JSON."""

from typing import Any

from hypothesis import strategies as st

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
anything: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def broken(sample: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The sample with any of its fields, and of those within, left out or replaced by anything."""
    shapes = {key: st.one_of(st.just(value), anything, _inner(value)) for key, value in sample.items()}
    return st.fixed_dictionaries({}, optional=shapes)


def _inner(value: Any) -> st.SearchStrategy[Any]:
    if isinstance(value, dict):
        return broken(value)
    if isinstance(value, list):
        return st.lists(st.one_of([anything, *map(_inner, value)]), max_size=3)
    return st.just(value)
