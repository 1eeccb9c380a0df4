"""What the demo's people have said: one of each kind and state, one late, one without a name, one refused."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils import timezone

from courses.models import Course, CoursePage
from lms.feedback.models import Case
from lms.feedback.services import answer, send, take_up
from lms.feedback.services.sending import About
from lms.feedback.services.telling import answerers_of
from lms.people.models import RoleGrant, User
from lms.transcript.models import CreditEntry

LEARNER, OTHERS = "00137", ("00062", "00119")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """`ago`: days before today; `taken`, `answered`: what the office has done since."""

    who: str
    kind: str
    ago: int
    text: str
    course: str = ""
    anonymous: bool = False
    taken: bool = False
    answered: str = ""
    refused: bool = False


SAID = (
    Said(LEARNER, "feedback", 12, "第二课的计算题建议配上本市最新缴费基数，便于窗口直接使用。", "CIP-03",
         answered="已更新例题所用缴费基数，并在课程附件中补充对照表，感谢建议。", taken=True),
    Said(LEARNER, "feedback", 4, "手机上看附件表格要左右拖动，建议另附一份竖排版。", taken=True),
    Said(OTHERS[0], "feedback", 40, "案例视频声音偏小，旁边办公会受影响，希望补字幕。", "CIP-10"),
    Said(OTHERS[0], "complaint", 2, "科里要求下班后集中刷课，并逐人统计在线时长，与规定不符。", anonymous=True),
    Said(OTHERS[1], "complaint", 30, "考试当天窗口临时加班，申请改期被口头拒绝，没有说明理由。", taken=True,
         answered="经核实，科室未按规定书面答复，已责成该科室负责人当面说明并为您恢复一次考试机会。"),
    Said(OTHERS[1], "feedback", 20, "希望取消必修课的测验。", "CIP-09", refused=True,
         answered="测验是完成认定的依据，方案规定不得取消；已安排在题库中减少识记类题目。"),
)


def write(today: dt.date) -> None:
    """Written by the same services that a real year is written by, with the time as argument."""
    editor = RoleGrant.objects.filter(role="editor").order_by("pk").values_list("person", flat=True).first()
    CoursePage.objects.filter(owner=None).update(owner=editor)
    for said in SAID:
        _say(said, today)
    _correction(today)


def _say(said: Said, today: dt.date) -> None:
    course = Course.objects.get(code=said.course) if said.course else None
    day = today - said.ago * DAY
    case = send(person=User.objects.get(staff_no=said.who), kind=said.kind, text=said.text, at=_at(day, 10),
                once=uuid.uuid4(), anonymous=said.anonymous, about=About(course))
    by = next(iter(answerers_of(case, today)))
    if said.taken:
        take_up(case=case, by=by, at=_at(day + DAY, 9))
    if said.answered:
        verdict = Case.Verdict.REFUSED if said.refused else Case.Verdict.DONE
        answer(case=case, verdict=verdict, text=said.answered, by=by, at=_at(day + 5 * DAY, 15))


def _correction(today: dt.date) -> None:
    person = User.objects.get(staff_no=LEARNER)
    entry = CreditEntry.objects.filter(person=person).order_by("-earned_at").first()
    if entry:
        send(person=person, kind="correction", text="该课程为集中培训，学时应记入集中培训，请核对。", once=uuid.uuid4(),
             at=_at(today - DAY, 11), about=About(record_kind="credit", record_ref=f"{entry.pk}"))


def _at(day: dt.date, hour: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
