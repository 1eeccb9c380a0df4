"""The hours the demo bureau asks of a year (design 1, law 2: two counters, never added up)."""

import datetime as dt
from decimal import Decimal

from lms.transcript.models import Counter, CreditRule, CreditTarget

SINCE = dt.date(2023, 10, 15)


def load() -> None:
    """The rule and the two yearly targets."""
    CreditRule.objects.get_or_create(
        version="1",
        defaults={"title": "学时认定办法（试行）", "step": Decimal("0.25"), "minutes": 40, "from_on": SINCE},
    )
    for counter, hours, basis in (
        (Counter.CONCENTRATED, 90, "干部教育培训工作条例（2023）第十四条"),
        (Counter.ONLINE, 50, "全国干部教育培训规划（2023—2027年）"),
    ):
        CreditTarget.objects.get_or_create(
            counter=counter, category="", from_on=SINCE, defaults={"hours": Decimal(hours), "basis": basis}
        )
