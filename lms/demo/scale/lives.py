"""What one person made of one task, as rows. Called five million times: plain tuples, no objects of the ORM."""

from random import Random

from lms.assessment.models import Attempt, CountingGrade, GradeEvent
from lms.curricula.models import Assignment
from lms.demo.scale.bulk import Table
from lms.demo.scale.plans import TODAY, Calendar, Person, Task
from lms.study.models import Completion, Enrolment
from lms.transcript.models import CreditEntry

PASS_MARK = 60
PAPER = '{"items": [], "total": 100, "pass_mark": 60, "minutes": 30, "attempts": 2, "answers_shown": "never"}'
JOINER_DAYS = 30

ASSIGNMENTS = Table(Assignment, (
    "person_id", "course_id", "cycle", "curriculum_id", "required", "reason", "basis", "issued_on", "due_on",
    "closed_on", "closed_reason",
))
ENROLMENTS = Table(Enrolment, (
    "id", "person_id", "course_id", "cycle", "version_id", "created_at", "started_at", "grade", "passed_at",
))
COMPLETIONS = Table(Completion, (
    "enrolment_id", "person_id", "course_id", "version_id", "cycle", "course_code", "course_title", "grade",
    "completed_at", "department_id", "department_name", "post", "category",
))
ATTEMPTS = Table(Attempt, (
    "id", "enrolment_id", "number", "paper", "started_at", "deadline_at", "closed_at", "closed_by", "score", "passed",
))
GRADES = Table(GradeEvent, ("enrolment_id", "attempt_id", "kind", "score", "passed", "at"))
COUNTING = Table(CountingGrade, ("enrolment_id", "at", "until", "score", "passed"))
CREDITS = Table(CreditEntry, (
    "person_id", "source_key", "title", "counter", "hours", "result", "year", "earned_at", "rule_id",
))
TABLES = (ASSIGNMENTS, ENROLMENTS, COMPLETIONS, ATTEMPTS, GRADES, COUNTING, CREDITS)


class Lives:
    """Tells lives into one list of rows a table; `write` empties them into the database."""

    def __init__(self, *, calendar: Calendar, cycle: str, rule: int, random: Random) -> None:
        self.calendar, self.cycle, self.rule, self.random = calendar, cycle, rule, random
        self.enrolments = self.attempts = 0
        self.rows: dict[str, list[tuple]] = {table.name: [] for table in TABLES}
        self.written = dict.fromkeys(self.rows, 0)

    def tell(self, person: Person, task: Task) -> None:
        """The task given, and what became of it by today."""
        issued = max(task.issued, person.joined)
        due = task.due if issued == task.issued else max(task.due, issued + JOINER_DAYS)
        self.enrolments += 1
        done = self._done_on(person, issued, due)
        if done:
            self._give(person, task, issued, due)
            self._finish(person, task, issued, done)
        else:
            closed, why = self._closed(person, issued)
            self._give(person, task, issued, due, closed=closed, why=why)
            self._begin(person, task, issued, min(person.last, closed or TODAY))

    def _done_on(self, person: Person, issued: int, due: int) -> int:
        """The day he finished, or 0: the diligent and those with little time left are further."""
        until = min(person.last, TODAY - 1)
        share = person.diligence * min(0.2 + 0.75 * (until - issued) / (due - issued), 1.0)
        drawn = self.random.random()
        if drawn >= share:
            return 0
        day = issued + 1 + int((until - issued - 1) * (drawn / share) ** 0.8)
        first, last = person.pause
        if first <= day <= last:
            day = last + 1 + day % 5
        return day if day <= until else 0

    def _closed(self, person: Person, issued: int) -> tuple[int, str]:
        if person.left_because:
            return person.last + 1, person.left_because
        if self.random.random() < 0.008:
            return self.random.randrange(issued, TODAY), Assignment.Closed.EXEMPTED.value
        return 0, ""

    def _give(
        self, person: Person, task: Task, issued: int, due: int, *, closed: int = 0, why: str = ""
    ) -> None:
        days = self.calendar.days
        self.rows[ASSIGNMENTS.name].append((
            person.pk, task.course, self.cycle, task.curriculum, task.required, task.reason, task.basis,
            days[issued], days[due], days[closed] if closed else None, why,
        ))

    def _enrol(
        self, person: Person, task: Task, issued: int, *, started: str | None = None, grade: int | None = None,
        passed: str | None = None,
    ) -> None:
        self.rows[ENROLMENTS.name].append((
            self.enrolments, person.pk, task.course, self.cycle, task.version if started else None,
            self.calendar.days[issued] + " 00:30:00", started, grade, passed,
        ))

    def _begin(self, person: Person, task: Task, issued: int, until: int) -> None:
        """Not finished: most have not opened it, some are under way, a few have failed."""
        drawn, span = self.random.random(), until - 1 - issued
        if drawn > 0.4 or span < 2:
            return self._enrol(person, task, issued)
        day = issued + int(span * drawn / 0.4)
        started = self._moment(day)
        if drawn < 0.1 and task.examined:
            score = 25 + int(self.random.random() * 35)
            self._sit(self._moment(day + 1), 1, score)
            return self._enrol(person, task, issued, started=started, grade=score)
        return self._enrol(person, task, issued, started=started)

    def _finish(self, person: Person, task: Task, issued: int, done: int) -> None:
        began = issued + int((done - issued) * self.random.random())
        started, grade, moment = self._moment(began, 0.4), None, self._moment(done, 0.5, 0.5)
        if task.examined:
            grade, number = PASS_MARK + int(self.random.random() * 41), 1
            if self.random.random() < 0.15 and began < done:
                self._sit(self._moment(done - 1, 0.5, 0.5), number, 30 + grade % 30, until=_handed_in(moment))
                number = 2
            moment = self._sit(moment, number, grade)
        self._enrol(person, task, issued, started=started, grade=grade, passed=moment if task.examined else None)
        self._complete(person, task, done, moment, grade)

    def _sit(self, moment: str, number: int, score: int, until: str | None = None) -> str:
        """One attempt of twelve minutes, handed in; when. Its grade counts until the next, if there is one."""
        self.attempts += 1
        closed, passed = _handed_in(moment), int(score >= PASS_MARK)
        self.rows[ATTEMPTS.name].append((
            self.attempts, self.enrolments, number, PAPER, f"{moment[:-2]}05", f"{moment[:11]}12:00:00", closed,
            "handed_in", score, passed,
        ))
        self.rows[GRADES.name].append((self.enrolments, self.attempts, "marked", score, passed, closed))
        self.rows[COUNTING.name].append((self.enrolments, closed, until, score, passed))
        return closed

    def _complete(self, person: Person, task: Task, done: int, moment: str, grade: int | None) -> None:
        span, result = person.span_on(done), "" if grade is None else f"{grade}.00"
        self.rows[COMPLETIONS.name].append((
            self.enrolments, person.pk, task.course, task.version, self.cycle, task.code, task.title, grade,
            moment, span.department, span.name, span.post, span.category,
        ))
        self.rows[CREDITS.name].append((
            person.pk, f"study/{self.cycle}/{task.code}/{person.staff_no}", task.title, task.counter, task.hours,
            result, self.calendar.years[done], moment, self.rule,
        ))

    def _moment(self, day: int, share: float = 1.0, after: float = 0.0) -> str:
        clock = self.calendar.clock
        return self.calendar.days[day] + clock[int(len(clock) * (after + share * self.random.random()))]

    def write(self) -> int:
        """How many rows went out."""
        count = 0
        for table in TABLES:
            rows = self.rows[table.name]
            if rows:
                table.write(rows)
                self.written[table.name] += len(rows)
                count += len(rows)
                self.rows[table.name] = []
        return count


def _handed_in(moment: str) -> str:
    return f"{moment[:-2]}47"
