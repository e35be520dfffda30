from tests.contracts.change_contract import ChangeContract, CountContract
from tests.contracts.transcript_contract import (
    HistoryContract,
    LastPositionContract,
    OrderContract,
    PlaceContract,
    SummaryContract,
)


class TestHistory(HistoryContract): ...


class TestOrder(OrderContract): ...


class TestChange(ChangeContract): ...


class TestCount(CountContract): ...


class TestPlace(PlaceContract): ...


class TestLastPosition(LastPositionContract): ...


class TestSummary(SummaryContract): ...
