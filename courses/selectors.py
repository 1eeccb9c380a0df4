"""Questions about what is taught."""

from courses.models import Course, CourseVersion


def latest_version(course: Course) -> CourseVersion | None:
    """What a person who starts now gets; None before the first publication."""
    return course.versions.order_by("-number").first()
