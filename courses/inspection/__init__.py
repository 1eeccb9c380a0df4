"""发布前检查: everything that is looked at before a course reaches learners, each with where it is mended."""

from courses.inspection.everything import findings_of, in_the_way_of
from courses.inspection.findings import Finding, Weight

__all__ = ["Finding", "Weight", "findings_of", "in_the_way_of"]
