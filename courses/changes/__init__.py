"""What differs between two versions of a course, in words for learners, HR and reviewers."""

from courses.changes.compare import Changes, LessonChange, compare
from courses.changes.contents import changes_of_draft, changes_of_version, draft_differs
from courses.changes.texts import Passage

__all__ = ["Changes", "LessonChange", "Passage", "changes_of_draft", "changes_of_version", "compare", "draft_differs"]
