"""The life of a turn, from the event that asked for it to the answer that settles it.

    accepted ──> running ──> delivering ──> done
        │           │  ^          │
        │           v  │          ├──> failed
        │         asking          │
        │           │             └──> stopped
        ├───────────┴──> stopped
        └──────────────> failed

A turn is `accepted` in the transaction that stores its event, `running` while the model and the tools work, `asking`
while a person is asked for leave, `delivering` once the whole text is known and only the platform is missing. A turn
that is begun again after a crash goes back to `running` with the next attempt's number; every write of an attempt
carries that number, so that an older attempt can write no more.
"""

from enum import StrEnum


class State(StrEnum):
    ACCEPTED = "accepted"
    RUNNING = "running"
    ASKING = "asking"
    DELIVERING = "delivering"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


ENDED = frozenset({State.DONE, State.STOPPED, State.FAILED})

_NEXT: dict[State, frozenset[State]] = {
    State.ACCEPTED: frozenset({State.RUNNING, State.STOPPED, State.FAILED}),
    State.RUNNING: frozenset({State.RUNNING, State.ASKING, State.DELIVERING, State.STOPPED, State.FAILED}),
    State.ASKING: frozenset({State.RUNNING, State.STOPPED, State.FAILED}),
    State.DELIVERING: frozenset({State.RUNNING, State.DONE, State.STOPPED, State.FAILED}),
    State.DONE: frozenset(),
    State.STOPPED: frozenset(),
    State.FAILED: frozenset(),
}


def may_follow(now: State, then: State) -> bool:
    """Whether a turn that is `now` may become `then`."""
    return then in _NEXT[now]
