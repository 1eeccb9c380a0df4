"""All of it, in one transaction: a stopped run leaves an empty database."""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from django.db import models

from courses.models import Course, QuestionBank
from lms.audit.services import record
from lms.common import clock
from lms.curricula.models import Curriculum
from lms.demo.scale import teaching
from lms.demo.scale.bulk import analyse, bare, one_load
from lms.demo.scale.bureau import Bureau
from lms.demo.scale.lives import TABLES, Lives
from lms.demo.scale.plans import DIVISIONS, Calendar, Size
from lms.people.models import Department, User
from lms.reports.summary import rebuild
from lms.transcript.models import CreditRule

FEWEST_PEOPLE = 100
AT_ONCE = 60_000  # rows held before they are written
MUST_BE_EMPTY: tuple[type[models.Model], ...] = (
    Department, User, Course, QuestionBank, Curriculum, CreditRule, *(table.model for table in TABLES),
)

Say = Callable[[str], None]


class SeedRefused(ValueError):  # noqa: N818 - a refusal in words
    """Its text says what stands in the way."""


@dataclass(frozen=True)
class Seeded:
    """Rows by table, seconds they took, and (role, staff number) of who can sign in."""

    rows: dict[str, int]
    seconds: float
    accounts: tuple[tuple[str, str], ...]


def seed(*, size: Size, seed: int, today: dt.date, say: Say) -> Seeded:
    """Raises SeedRefused before anything is written."""
    _check(size)
    began = time.perf_counter()
    with one_load():
        lives, accounts = _tell(size, seed, today, say)
    analyse()
    say("figures are counted…")
    rebuild()  # what was put aside would have told the summary
    return Seeded(lives.written, time.perf_counter() - began, tuple(accounts))


def _check(size: Size) -> None:
    if size.people < FEWEST_PEOPLE or size.courses < 1:
        raise SeedRefused(f"At least {FEWEST_PEOPLE} people and 1 course are needed.")
    for model in MUST_BE_EMPTY:
        if model._default_manager.exists():
            raise SeedRefused(
                f"This database is in use: there are rows in {model._meta.db_table}. Nothing was changed; name an "
                "empty database in DATABASE_URL and migrate it."
            )


def _tell(size: Size, seed: int, today: dt.date, say: Say) -> tuple[Lives, list[tuple[str, str]]]:
    random, calendar, cycle = Random(seed), Calendar(today), clock.cycle_of(today)  # noqa: S311 - a story, no secret
    say(f"{DIVISIONS} divisions of {size.sections} sections, {size.people} people…")
    bureau = Bureau(size, calendar, random)
    bureau.make()
    say(f"{size.courses} courses in {size.curricula} curricula…")
    tasks = teaching.make(size, calendar, cycle, random, bureau.root)
    lives = Lives(calendar=calendar, cycle=cycle, rule=teaching.rule_of_hours(), random=random)
    record(action="demo.seed_scale", detail={"people": size.people, "courses": size.courses, "seed": seed})
    with bare(TABLES):
        _fill(lives, bureau, tasks, say)
        say("indexes and constraints are put back…")
    return lives, bureau.accounts


def _fill(lives: Lives, bureau: Bureau, tasks: list, say: Say) -> None:
    """Person by person, so that keys which begin with the person grow at their end."""
    began, held, every = time.perf_counter(), 0, max(len(bureau.people) // 20, 1)
    for number, person in enumerate(bureau.people, start=1):
        for task in tasks:
            lives.tell(person, task)
        held += len(tasks) * 4
        if held >= AT_ONCE or number == len(bureau.people):
            lives.write()
            held = 0
        if number % every == 0:
            rows = sum(lives.written.values())
            pace = rows / (time.perf_counter() - began)
            say(f"{number * 100 // len(bureau.people):>3} %  {rows:>12,} rows  {pace:>9,.0f} rows/s")
