"""Galerne: the platform-neutral bot. `core` is the centre; every other part serves it."""

__version__ = "0.1.0"
