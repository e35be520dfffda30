"""Whose turn it is, among several processes: procrastinate on the PostgreSQL that the store is in.

`queue.py` is the port's implementation, `taking.py` what takes turns from it, and `opening.py` opens both.
Procrastinate delivers; what it leaves open is closed here: who has lost its lease can finish nothing (`jobs.py`,
`lease.py`), what a dead process held is taken up by another within seconds (`tending.py`), and turns of a conversation
are numbered in the order in which they are seen (`schema.py`).
"""
