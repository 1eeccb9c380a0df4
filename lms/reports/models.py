"""The summary the pages read, kept equal to the records by `summary.fold` (decision 0011). All of it can be made again.

No table here is a record: keys are plain columns without a constraint of the database, so that keeping them costs
little and nothing here can hold up a record.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.models import Course
from lms.curricula.models import Assignment, Curriculum
from lms.people.models import Department

OPEN = Q(completed_on__isnull=True, paused=False)


def key_to(model) -> models.ForeignKey:
    """A key the summary follows for names, and never guards."""
    return models.ForeignKey(model, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")


class Dirty(models.Model):
    """Something that decides a figure was written: of one assignment, of a person's course, or of a person.

    Appended by the database itself (`summary.triggers`) in the transaction that wrote it; taken away by `fold`. A
    completion says what it adds to the counts of the unit it was made in (`change`: 1, or -1 where it is taken back).
    `at`: of a completion or a mark, which may be of a day to come.
    """

    assignment_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    cycle = models.CharField(max_length=16, null=True)  # noqa: DJ001 - a person's whole row has none
    department_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(null=True)
    hundredths = models.IntegerField(null=True, help_text="The grade of the completion; none: it has no grade.")
    change = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "reports_dirty"


class Touched(models.Model):
    """The assignments one fold restates, as they are, with their enrolments; empty between folds.

    Of an assignment that is gone there is only the key.
    """

    assignment_id = models.BigIntegerField(primary_key=True)
    person_id = models.BigIntegerField(null=True)
    course_id = models.BigIntegerField(null=True)
    cycle = models.CharField(max_length=16, null=True)  # noqa: DJ001 - it may be gone
    curriculum_id = models.BigIntegerField(null=True)
    issued_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    enrolment_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "reports_touched"


class Restated(models.Model):
    """How the touched assignments stood before one fold (`change` -1) and stand now (1); empty between folds.

    What was owed by nobody before, or is by nobody now, has one row.
    """

    change = models.SmallIntegerField()
    assignment_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    course_id = models.BigIntegerField()
    cycle = models.CharField(max_length=16)
    curriculum_id = models.BigIntegerField()
    department_id = models.BigIntegerField()
    due_on = models.DateField()
    completed_on = models.DateField(null=True)
    best = models.IntegerField(null=True)
    passed = models.BooleanField()
    paused = models.BooleanField()

    class Meta:
        db_table = "reports_restated"


class Agenda(models.Model):
    """A day on which something about a person begins or ends by itself: he is restated when it comes."""

    person_id = models.BigIntegerField()
    ripe_on = models.DateField()

    class Meta:
        # A person is looked at once a day, whatever changes.
        constraints = [models.UniqueConstraint(fields=["ripe_on", "person_id"], name="agenda_once")]


class Fold(models.Model):
    """One row: the day the summary speaks of. It is locked by who folds; no day: never made."""

    day = models.DateField(null=True)

    class Meta:
        # There is one summary.
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="fold_is_one")]


class Standing(models.Model):
    """How somebody stands in a course he owes today: what `rules.Fact` says, kept."""

    assignment = models.OneToOneField(
        Assignment, primary_key=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="standing"
    )
    person = key_to(settings.AUTH_USER_MODEL)
    course = key_to(Course)
    cycle = models.CharField(max_length=16)
    curriculum = key_to(Curriculum)
    department = key_to(Department)
    due_on = models.DateField(help_text="With pauses in it; of who is paused, as of when he was last restated.")
    completed_on = models.DateField(null=True)
    best = models.IntegerField(null=True, help_text="The grade that counts, in hundredths; none: has not sat.")
    passed = models.BooleanField()
    paused = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["due_on"], condition=OPEN, name="standing_open_due"),
            # In the very order of the overdue list: the first hundred of a unit are the first hundred entries.
            models.Index(fields=["department", "due_on", "person", "course", "cycle"], condition=OPEN,
                         name="standing_open_unit_order"),
        ]


class Tally(models.Model):
    """The figures of one unit's own people in one course because of one curriculum, as of the fold's day."""

    cycle = models.CharField(max_length=16)
    department = key_to(Department)
    course = key_to(Course)
    curriculum = key_to(Curriculum)
    owed = models.IntegerField()
    completed = models.IntegerField()
    on_time = models.IntegerField()
    overdue = models.IntegerField()
    sat = models.IntegerField()
    passed = models.IntegerField()
    score = models.BigIntegerField(help_text="Sum of the grades that count, in hundredths.")

    class Meta:
        constraints = [
            # One count of everything; the order serves the pages: a cycle's units.
            models.UniqueConstraint(fields=["cycle", "department", "course", "curriculum"], name="tally_once"),
            # Nobody is counted who owes nothing, and nobody twice.
            models.CheckConstraint(
                condition=Q(
                    owed__gte=0, completed__gte=0, completed__lte=F("owed"), on_time__gte=0, overdue__gte=0,
                    sat__gte=0, passed__gte=0, score__gte=0,
                ),
                name="tally_adds_up",
            ),
        ]


class Finished(models.Model):
    """How many tasks of a unit's own people were completed on a day: what a trend is drawn from."""

    cycle = models.CharField(max_length=16)
    department = key_to(Department)
    completed_on = models.DateField()
    tasks = models.IntegerField()

    class Meta:
        constraints = [
            # A day is counted once.
            models.UniqueConstraint(fields=["cycle", "department", "completed_on"], name="finished_once"),
            # No fewer than none.
            models.CheckConstraint(condition=Q(tasks__gte=0), name="finished_not_negative"),
        ]


class Scored(models.Model):
    """How many grades of a unit's own people lie in a step of ten points (the ninth has 100): a distribution."""

    cycle = models.CharField(max_length=16)
    department = key_to(Department)
    step = models.SmallIntegerField()
    people = models.IntegerField()
    passed = models.IntegerField()

    class Meta:
        constraints = [
            # A step is counted once.
            models.UniqueConstraint(fields=["cycle", "department", "step"], name="scored_once"),
            # Who passed has sat.
            models.CheckConstraint(condition=Q(passed__gte=0, passed__lte=F("people")), name="scored_adds_up"),
        ]


class LatePerson(models.Model):
    """How many tasks of one person are overdue, in his unit of the day: how many people are late, and how late."""

    cycle = models.CharField(max_length=16)
    department = key_to(Department)
    person = key_to(settings.AUTH_USER_MODEL)
    overdue = models.IntegerField()

    class Meta:
        constraints = [
            # A person is counted once.
            models.UniqueConstraint(fields=["cycle", "department", "person"], name="late_person_once"),
            # No fewer than none.
            models.CheckConstraint(condition=Q(overdue__gte=0), name="late_person_not_negative"),
        ]


class CompletedDay(models.Model):
    """Completions of a day by people who were in the unit at that moment, owed or not, wherever they are now."""

    cycle = models.CharField(max_length=16)
    department = key_to(Department)
    completed_on = models.DateField()
    completions = models.IntegerField()

    class Meta:
        constraints = [
            # A day is counted once. (What is added may be negative, so that nothing is demanded of the count itself.)
            models.UniqueConstraint(fields=["cycle", "department", "completed_on"], name="completed_day_once"),
        ]


class CompletedMonth(models.Model):
    """The same by person and calendar month, with their grades: who completed anything in a period, and how well."""

    department = key_to(Department)
    month = models.DateField(help_text="Its first day.")
    person = key_to(settings.AUTH_USER_MODEL)
    completions = models.IntegerField()
    graded = models.IntegerField(help_text="Those that have a grade.")
    hundredths = models.BigIntegerField(help_text="The sum of their grades.")

    class Meta:
        constraints = [
            # A month of a person in a unit is counted once; the order serves a period of some units.
            models.UniqueConstraint(fields=["department", "month", "person"], name="completed_month_once"),
        ]
