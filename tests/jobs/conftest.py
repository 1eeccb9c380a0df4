"""Handlers of the tests' own, and jobs of the learner's."""

from collections.abc import Callable, Iterator

import pytest

from lms.jobs import registry
from lms.jobs.models import Job
from lms.jobs.registry import Function, Outcome, Running
from lms.jobs.services import start

Register = Callable[..., None]


def nothing(job: Running) -> Outcome:
    return Outcome()


@pytest.fixture
def handler(monkeypatch) -> Iterator[Register]:
    """Register a function under a kind, for this test only."""
    monkeypatch.setattr(registry, "HANDLERS", {})

    def _handler(function: Function, kind: str = "tests.work", **options: bool) -> None:
        registry.handles(kind, **options)(function)

    _handler(nothing, "tests.nothing")
    return _handler


@pytest.fixture
def queued(cast, handler) -> Callable[..., Job]:
    """A job of the learner's that waits; nothing commits here, so nobody takes it."""

    def _queued(kind: str = "tests.nothing", **fields) -> Job:
        return start(**({"kind": kind, "owner": cast.learner, "title": "花名册"} | fields))

    return _queued
