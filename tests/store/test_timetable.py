from tests.contracts.timetable_contract import TimetableContract


class TestTimetable(TimetableContract): ...
