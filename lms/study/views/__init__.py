from lms.study.views.attendance import attendance
from lms.study.views.files import captions, media
from lms.study.views.player import beat, lesson, newer, read, start

__all__ = ["attendance", "beat", "captions", "lesson", "media", "newer", "read", "start"]
