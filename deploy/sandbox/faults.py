"""Failure on demand: a test says which calls shall fail, how, and how often."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any


@dataclass(slots=True)
class Fault:
    """One planned failure. `name` is a glob over call names; `skip` calls pass first, then `times` calls fail.

    Kinds that every service understands:

    ========== =========================================================================================
    status     answer `with_["status"]` and nothing is done; `with_["retry_after"]` seconds, `with_["body"]`
    latency    answer as usual, `with_["seconds"]` later
    drop       close the connection before anything is done
    drop_after do what was asked, then close the connection without an answer
    hang       never answer
    ========== =========================================================================================

    A service may have kinds of its own; its module says which.
    """

    service: str
    name: str
    kind: str
    times: int = 1
    skip: int = 0
    with_: Mapping[str, Any] = field(default_factory=dict)


class FaultPlan:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def take(self, service: str, name: str, kinds: frozenset[str] | None = None) -> Fault | None:
        """The fault that this call shall suffer, used up by one; `kinds` narrows to those the caller can play."""
        for fault in self._faults:
            if fault.service != service or not fnmatchcase(name, fault.name) or fault.times <= 0:
                continue
            if kinds is not None and fault.kind not in kinds:
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.times -= 1
            return fault
        return None
