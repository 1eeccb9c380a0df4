from lms.study.views.anomalies import anomalies, anomaly, answer_contest, contest, my_anomalies
from lms.study.views.attendance import attendance
from lms.study.views.files import captions, media
from lms.study.views.player import beat, lesson, read, start

__all__ = [
    "anomalies",
    "anomaly",
    "answer_contest",
    "attendance",
    "beat",
    "captions",
    "contest",
    "lesson",
    "media",
    "my_anomalies",
    "read",
    "start",
]
