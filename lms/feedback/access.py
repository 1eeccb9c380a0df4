"""Whose offices answer, and who reads the list."""

from lms.feedback import rules

OFFICES = tuple(sorted(set(rules.ANSWERS.values())))
MAY_LIST = (*OFFICES, "editor")
