"""What other rooms need to let long work be done: `handles`, `Running`, `Outcome`, `JobRefused`."""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lms.jobs.models import Job, made_files
from lms.jobs.pulse import Pulse


class JobRefused(Exception):  # noqa: N818
    """The work cannot be done as asked. Its text is a sentence for the owner, in his language."""


class JobCancelled(Exception):  # noqa: N818
    """The owner no longer wants it. Let it pass through: whatever transaction is open is rolled back.

    A handler that has written step by step raises it again with a sentence that says what stays.
    """


@dataclass(frozen=True)
class Outcome:
    """What came of it: `result` as JSON, `url` where to look at it (a path of this site), `note` a closing sentence.

    `file` is one from `Running.new_file`, which the owner may fetch for some days under `file_name`.

    `write` is called in one transaction with the word "done": long to calculate, short to write, which SQLite needs.
    """

    result: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    note: str = ""
    write: Callable[[], None] | None = None
    file: Path | None = None
    file_name: str = ""


class Running:
    """A job as its handler sees it."""

    def __init__(self, job: Job, pulse: Pulse) -> None:
        self.pk: int = job.pk
        self.owner = job.owner
        self.arguments: dict[str, Any] = job.arguments
        self._job, self._pulse = job, pulse

    @property
    def content(self) -> bytes:
        """The kept input file; nothing where none was given."""
        if not self._job.input:
            return b""
        with self._job.input.open("rb") as kept:
            return kept.read()

    @contextmanager
    def new_file(self) -> Iterator[Path]:
        """An empty file for what the owner will fetch, readable by the server alone; gone again when the work fails."""
        folder = Path(made_files().location)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / uuid.uuid4().hex
        os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield path
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def tell(self, done: int, total: int = 0, note: str = "") -> None:
        """How far it is: `done` of `total` (0: unknown). Costs nothing: a thread writes it, twice a second at most."""
        self._pulse.tell(done, total, note)

    def check(self) -> None:
        """Raises JobCancelled once the owner has cancelled. Costs nothing: call it for every row."""
        if self._pulse.cancelled.is_set():
            raise JobCancelled


Function = Callable[[Running], Outcome]


@dataclass(frozen=True)
class Handler:
    """How one kind of job is done; see `handles`."""

    function: Function
    resumable: bool
    atomic: bool


HANDLERS: dict[str, Handler] = {}


def handles(kind: str, *, resumable: bool = False, atomic: bool = False) -> Callable[[Function], Function]:
    """Register the handler of a kind, in a room's jobs.py.

    `atomic`: the handler and the word "done" are one transaction, so a killed worker leaves nothing half-written and
    nothing written unsaid. `resumable`: safe to begin again, and begun again (three times) when its worker is killed.
    A handler that is neither writes nothing but what it returns.
    """

    def register(function: Function) -> Function:
        if kind in HANDLERS and HANDLERS[kind].function is not function:
            raise ValueError(f"Two handlers for {kind!r}")
        HANDLERS[kind] = Handler(function, resumable, atomic)
        return function

    return register


def handler_for(kind: str) -> Handler:
    """Raises LookupError where no room has registered this kind."""
    try:
        return HANDLERS[kind]
    except KeyError:
        raise LookupError(f"No handler for {kind!r}: is it in the room's jobs.py?") from None
