"""What is remembered, in SQL: the journal of turns, the transcript of conversations, and preferences.

`sql.py` says what a database must do; `journal.py`, `transcript.py` and `preferences.py` are written against that
alone; `database.py` opens the one there is, a SQLite file.
"""
