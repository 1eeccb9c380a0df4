"""The room's long work."""

from lms.assessment.regrading import jobs as _regrading  # noqa: F401 - its handlers are registered with ours
