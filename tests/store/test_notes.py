from tests.contracts.notes_contract import NotesContract


class TestNotes(NotesContract): ...
