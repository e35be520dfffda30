"""What every implementation of a port must do: its tests inherit these classes and give the fixtures."""

import pytest

CONTRACTS = ("journal", "attempt", "transcript", "change", "queue", "preferences")
pytest.register_assert_rewrite(*(f"tests.contracts.{each}_contract" for each in CONTRACTS))
