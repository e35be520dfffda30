import pytest

from bot.core.leases import Alone
from tests.contracts.leases_contract import LeasesContract, Two


class TestAlone(LeasesContract):
    @pytest.fixture
    def leases(self) -> Two:
        alone = Alone()
        return alone, alone
