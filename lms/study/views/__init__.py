from lms.study.views.anomalies import anomalies, anomaly, my_anomalies
from lms.study.views.attendance import attendance
from lms.study.views.files import captions, draft_pdf, draft_picture, media, page_pdf, page_picture
from lms.study.views.player import beat, lesson, newer, read, start

__all__ = [
    "anomalies",
    "anomaly",
    "attendance",
    "beat",
    "captions",
    "draft_pdf",
    "draft_picture",
    "lesson",
    "media",
    "my_anomalies",
    "newer",
    "page_pdf",
    "page_picture",
    "read",
    "start",
]
