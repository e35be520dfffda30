from tests.contracts.change_contract import ChangeContract, CountContract
from tests.contracts.context_contract import ContextContract
from tests.contracts.files_contract import FilesContract
from tests.contracts.transcript_contract import (
    FollowedContract,
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


class TestFollowed(FollowedContract): ...


class TestPlace(PlaceContract): ...


class TestLastPosition(LastPositionContract): ...


class TestSummary(SummaryContract): ...


class TestFiles(FilesContract): ...


class TestContext(ContextContract): ...
