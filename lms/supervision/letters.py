"""The letters of this room, as HR finds them to word."""

from django.utils.translation import gettext_lazy as _

from lms.notices.letters import Kind, Word, register
from lms.supervision.rules import BEFORE, HEAD, LATE, LEADER, TODAY

NAME = Word(_("the name of who is written to"), _("Li Ming"))
DAY = Word(_("the day of the letter"), _("June 23"))
COUNT = Word(_("how many courses"), "2")
TASKS = Word(_("the courses with their due dates, one a line"),
             _("· Employment services (due June 30)\n· Labour contracts (due June 30)"))
PEOPLE = Word(_("the people with their overdue courses, one a line"),
              _("· Li Ming 00101: Employment services (due June 30, 4 days overdue)"))
OWN = {"name": NAME, "count": COUNT, "tasks": TASKS, "day": DAY}
OTHERS = {"name": NAME, "count": Word(_("how many overdue courses"), "1"), "people": PEOPLE, "day": DAY}

KINDS = {
    BEFORE: register(Kind(
        "supervision.before", _("Reminder before the due date"),
        _("{count} courses fall due soon"),
        _("{name}, please finish in time:\n{tasks}\nYour progress is kept; go on from My learning."),
        OWN, ("tasks",),
    )),
    TODAY: register(Kind(
        "supervision.today", _("Reminder on the due date"),
        _("{count} courses are due today"),
        _("{name}, these are due today, until 24:00:\n{tasks}\nYour progress is kept; go on from My learning."),
        OWN, ("tasks",),
    )),
    LATE: register(Kind(
        "supervision.late", _("Reminder after the due date"),
        _("{count} courses are overdue"),
        _("{name}, these are overdue:\n{tasks}\nPlease finish them. If there is a reason, tell your section head."),
        OWN, ("tasks",),
    )),
    HEAD: register(Kind(
        "supervision.head", _("To the section head: overdue in the unit"),
        _("{count} courses are overdue in your unit"),
        _("{name}, the people concerned have been reminded and have not finished:\n{people}\n"
          "Please see to it. What stays open goes to the leader in charge."),
        OTHERS, ("people",),
    )),
    LEADER: register(Kind(
        "supervision.leader", _("To the leader in charge: still overdue"),
        _("{count} courses are still overdue in your portfolio"),
        _("{name}, the people concerned and their section heads have been reminded; still open:\n{people}\n"
          "Please see to it."),
        OTHERS, ("people",),
    )),
}
