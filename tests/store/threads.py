"""Which threads a store leaves behind."""

import threading


def left_over(before: set[threading.Thread]) -> list[threading.Thread]:
    """Those that began after `before` was taken and do not end; one that is ending is waited for."""
    later = set(threading.enumerate()) - before
    for thread in later:
        thread.join(timeout=5)
    return [thread for thread in later if thread.is_alive()]


def now() -> set[threading.Thread]:
    return set(threading.enumerate())
