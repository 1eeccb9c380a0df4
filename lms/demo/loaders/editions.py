"""The register of laws with one that lapsed, and a course whose second version came while people were under way."""

import datetime as dt

from django.utils import timezone

from courses.citations.rules import citations_in
from courses.models import CoursePage, CourseVersion, Law, LessonPage, VersionLesson
from courses.services import raise_reviews
from lms.curricula.models import Changeover
from lms.people.models import User

COURSE, LESSON = "CIP-04", "CIP-04-L3"
NOTE = "第三课补充单位申请工伤认定的程序和所需材料，增加《工伤认定办法》的规定；其余各课不变。"
ADDED = (
    "<h3>单位怎样申请</h3><p>单位应当自事故伤害发生之日起三十日内提出申请，填写工伤认定申请表，并附劳动合同和医疗诊断证明。"
    ""
    "受理机关收到申请后十五日内审核材料；材料不完整的，以书面形式一次性告知需要补正的全部材料。</p>"
)
CITED = {
    "law": "工伤认定办法", "document_number": "人力资源和社会保障部令第8号", "article": "第四条",
    "text": "职工发生事故伤害，所在单位应当自事故伤害发生之日起三十日内，向统筹地区社会保险行政部门提出工伤认定申请。",
    "effective_on": dt.date(2011, 1, 1), "repealed_on": None, "source": "",
}
REPEALED = {
    "title": "违反和解除劳动合同的经济补偿办法", "document_number": "劳部发〔1994〕481号",
    "effective_on": dt.date(1995, 1, 1), "repealed_on": dt.date(2017, 11, 24),
    "successor": "中华人民共和国劳动合同法第四十七条",
}


def load(today: dt.date, *, by: User) -> None:
    """Once, after the year's study: who was under way stays in version 1 until a day."""
    keep_laws()
    second = publish_second()
    Changeover.objects.get_or_create(version=second, defaults={
        "finish_by": today + dt.timedelta(days=45), "reason": "补充《工伤认定办法》的规定", "made_by": by})
    raise_reviews(on=today, at=timezone.now())


def keep_laws() -> None:
    """What the lessons cite, with the dates they give."""
    for body in VersionLesson.objects.values_list("body", flat=True):
        for one in citations_in(body):
            if one.law != REPEALED["title"]:
                Law.objects.get_or_create(title=one.law, defaults={"effective_on": one.effective_on})
    Law.objects.get_or_create(title=REPEALED["title"], defaults=REPEALED)


def publish_second() -> CourseVersion:
    """The lesson's draft, then the course: that writes version 2."""
    lesson = LessonPage.objects.get(code=LESSON)
    lesson.body.append(("text", ADDED))
    lesson.body.append(("law", CITED))
    lesson.save_revision()
    page = CoursePage.objects.get(code=COURSE)
    page.change_note = NOTE
    page.save_revision().publish()
    return CourseVersion.objects.get(course__code=COURSE, number=2)
