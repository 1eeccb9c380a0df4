"""A lesson from a Word document: opened with distrust, shown before anything is written."""

from courses.word.package import WordRefused, opened
from courses.word.reading import Part, Reading, read

__all__ = ["Part", "Reading", "WordRefused", "opened", "read"]
