from lms.study.views.attendance import attendance
from lms.study.views.files import captions, draft_pdf, draft_picture, media, page_pdf, page_picture
from lms.study.views.player import beat, lesson, read, start

__all__ = [
    "attendance", "beat", "captions", "draft_pdf", "draft_picture", "lesson", "media", "page_pdf", "page_picture",
    "read", "start",
]
