"""The centre of the house: standard library and pydantic only. Read `ports.py` first."""
