"""The store over PostgreSQL: the same tables and statements as in a SQLite file, for several replicas at once.

`opening.py` opens it. What differs from SQLite is in `parameters.py` and `ddl.py` (SQL), `words.py` (search),
`values.py` (numbers and vectors) and `failures.py` (sentences); everything else of `bot.store` does not know which
database it is on.
"""
