"""What is remembered, in SQL: the journal of turns, the transcript of conversations, files read, and preferences.

`sql.py` says what a database must do; `journal.py`, `transcript.py`, `shelf.py`, `passages.py` and `preferences.py` are
written against that alone, but for the search for words in `words.py`; `database.py` opens the one there is, a SQLite
file.
"""
