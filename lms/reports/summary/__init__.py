"""The summary behind the pages (decision 0011)."""

from lms.reports.summary.folding import fold, fresh, rebuild

__all__ = ["fold", "fresh", "rebuild"]
