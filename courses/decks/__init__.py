"""A PDF shown in the page: its pages as pictures and its text, kept under the file's own fingerprint.

Pictures are shown by every browser and phone; the text serves those who cannot see them. What a published version
shows is found by the fingerprint, so that a document changed or deleted since changes nothing (decision 0022).
"""

from courses.decks.files import DeckRefused, check_opens
from courses.decks.store import Deck, find, frozen, keep, page_picture, pdf_of, problem_of

__all__ = ["Deck", "DeckRefused", "check_opens", "find", "frozen", "keep", "page_picture", "pdf_of", "problem_of"]
