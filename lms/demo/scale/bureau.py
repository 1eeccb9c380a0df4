"""The invented bureau: units, people, where they served, who answers for what."""

import datetime as dt
from itertools import cycle as round_and_round
from random import Random

from django.contrib.auth.hashers import make_password

from lms.demo.scale.plans import DIVISIONS, TODAY, Calendar, Event, Person, Size, Span, event_of
from lms.people.models import Department, PersonState, Posting, User
from lms.people.services import appoint_head, assign_portfolio, grant_role, merge_units, open_unit
from lms.people.services.names import name_keys

PASSWORD = "Nengli-2026"  # noqa: S105 - for the five accounts that are printed; nobody else can sign in
FIELDS = ("就业促进", "社会保险", "劳动关系", "职业能力", "监察执法", "人才服务", "信息档案", "县区工作")
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾萧田董潘袁蔡蒋余"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚华英玉兰志国文建红海波云峰"
CATEGORIES = ("civil_servant", "civil_servant", "referenced", "institution_admin", "institution_expert", "dispatched")
SERVED = 1500  # days ago, where nothing else is known
LEADERS = 5
BATCH = 1000


class Bureau:
    """Made in order; the same seed and day make the same."""

    def __init__(self, size: Size, calendar: Calendar, random: Random) -> None:
        self.size, self.calendar, self.random = size, calendar, random
        self.people: list[Person] = []
        self.accounts: list[tuple[str, str]] = []

    def make(self) -> None:
        self._open_units()
        users = self._users()
        events = [Event() if self._has_a_part(n) else event_of(self.random) for n in range(len(users))]
        self._serve(users, events)
        self._change_states(users, events)
        self._give_parts(users)

    def _date(self, day: int) -> dt.date:
        return self.calendar.dates[day]

    def _open_units(self) -> None:
        """One more section than stays: it was merged into its neighbour half a year ago."""
        self.root = open_unit(code="00", name="示范市人力资源局", kind="root", parent=None)
        self.divisions = [
            open_unit(code=f"{n + 1:02}", name=f"{name}局", kind="institution", parent=self.root, sort_order=n)
            for n, name in enumerate(FIELDS[:DIVISIONS])
        ]
        self.sections = [
            open_unit(code=f"{division.code}{n + 1:02}", name=f"{division.name[:-1]}{n + 1}科", kind="section",
                      parent=division, sort_order=n)
            for division in self.divisions for n in range(self.size.sections)
        ]
        self.merged_on, heir = TODAY - 180, self.sections[0]
        self.closed = open_unit(code=f"{self.divisions[0].code}A1", name=f"{heir.name}（原二室）", kind="section",
                                parent=self.divisions[0], sort_order=99)
        merge_units(units=[self.closed], into=heir, on=self._date(self.merged_on))

    def _users(self) -> list[User]:
        """Nobody can sign in until he is given a part."""
        rows = []
        for n in range(self.size.people):
            name = "".join([self.random.choice(SURNAMES), *self.random.choices(GIVEN, k=self.random.choice((1, 2, 2)))])
            rows.append(User(staff_no=f"{n + 1:06}", full_name=name, password="!", **name_keys(name)))  # noqa: S106
        return User.objects.bulk_create(rows, batch_size=BATCH)

    def _section_of(self, n: int) -> int:
        """The leaders are the bureau's own; everybody else in equal parts."""
        return (n - LEADERS) * len(self.sections) // (self.size.people - LEADERS)

    def _has_a_part(self, n: int) -> bool:
        return n < LEADERS or self._section_of(n) != self._section_of(n - 1) or n < LEADERS + 4

    def _serve(self, users: list[User], events: list[Event]) -> None:
        """Everybody's main posts, one after the other."""
        rows: list[Posting] = []
        for n, (user, event) in enumerate(zip(users, events, strict=True)):
            last = event.day - 1 if event.kind == "left" else TODAY
            joined = event.day if event.kind == "joined" else TODAY - SERVED
            spans = self._spans(n, event, joined)
            rows += self._postings(user, spans, last if event.kind == "left" else None)
            self.people.append(Person(
                user.pk, user.staff_no, 0.35 + 0.65 * self.random.random(), max(joined, 0), last, spans,
                (event.day, event.until) if event.kind == "paused" else (-1, -1),
                ("retired" if event.share < 0.5 else "left") if event.kind == "left" else "",
            ))
        Posting.objects.bulk_create(rows, batch_size=BATCH)

    def _spans(self, n: int, event: Event, joined: int) -> tuple[Span, ...]:
        if n < LEADERS:
            return (self._span(joined, self.root, "副局长" if n else "局长", "civil_servant"),)
        home = self._section_of(n)
        post = "科长" if self._has_a_part(n) else "科员"
        first = self._span(joined, self.sections[home], post, self.random.choice(CATEGORIES))
        if event.kind == "moved":
            other = (home + 1 + int(event.share * (len(self.sections) - 1))) % len(self.sections)
            return (first, self._span(event.day, self.sections[other], post, first.category))
        if home == 0 and n % 3 == 0 and joined < self.merged_on:  # served in the section that was merged
            return (self._span(joined, self.closed, post, first.category),
                    self._span(self.merged_on, self.sections[0], post, first.category))
        return (first,)

    @staticmethod
    def _span(since: int, unit: Department, post: str, category: str) -> Span:
        return Span(since, unit.pk, unit.name, post, category)

    def _postings(self, user: User, spans: tuple[Span, ...], last: int | None) -> list[Posting]:
        ends = [*(span.since - 1 for span in spans[1:]), last]
        first = self.calendar.dates[0]
        return [
            Posting(person=user, department_id=span.department, post=span.post, category=span.category,
                    from_on=first + dt.timedelta(days=span.since),
                    to_on=None if end is None else self._date(end))
            for span, end in zip(spans, ends, strict=True)
        ]

    def _change_states(self, users: list[User], events: list[Event]) -> None:
        told = [(user, event) for user, event in zip(users, events, strict=True) if event.kind in ("paused", "left")]
        PersonState.objects.bulk_create([
            PersonState(person=user, kind="paused", reason="产假", from_on=self._date(event.day),
                        to_on=self._date(event.until)) if event.kind == "paused" else
            PersonState(person=user, kind="left", reason="退休" if event.share < 0.5 else "辞职",
                        from_on=self._date(event.day))
            for user, event in told
        ], batch_size=BATCH)
        left = [user.pk for user, event in told if event.kind == "left"]
        for start in range(0, len(left), BATCH):
            User.objects.filter(pk__in=left[start:start + BATCH]).update(is_active=False)

    def _give_parts(self, users: list[User]) -> None:
        """A head for every unit, a portfolio for each deputy, HR and supervision; five of them can sign in."""
        since = self._date(0)
        appoint_head(person=users[0], department=self.root, on=since)
        heads = {self._section_of(n): users[n] for n in range(self.size.people - 1, LEADERS - 1, -1)}
        for n, section in enumerate(self.sections):
            appoint_head(person=heads[n], department=section, on=since)
        shared: list[list[Department]] = [[] for _ in range(LEADERS - 1)]
        for division, share in zip(self.divisions, round_and_round(shared), strict=False):
            share.append(division)
        for user, share in zip(users[1:], shared, strict=False):
            assign_portfolio(person=user, departments=share, on=since)
        hr, supervision, learner = users[LEADERS + 1], users[LEADERS + 2], users[LEADERS + 3]
        grant_role(person=hr, role="hr", from_on=since)
        grant_role(person=supervision, role="supervision", from_on=since)
        self._open_accounts(learner=learner, head=heads[0], leader=users[1], hr=hr, supervision=supervision)

    def _open_accounts(self, **people: User) -> None:
        User.objects.filter(pk__in=[user.pk for user in people.values()]).update(password=make_password(PASSWORD))
        self.accounts = [(role, user.staff_no) for role, user in people.items()]
