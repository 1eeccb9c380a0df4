"""A lesson from a Word document: opened with distrust, shown before anything is written."""

from courses.word.package import WordRefused, opened
from courses.word.reading import Part, Picture, Reading, read

__all__ = ["Part", "Picture", "Reading", "WordRefused", "opened", "read"]
