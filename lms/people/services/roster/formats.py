"""What kind of file this is, by its first bytes: a file's name says nothing. What is no spreadsheet is named."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.services.roster.values import RosterUnreadable

LARGEST = 20 * 1024 * 1024  # bytes
EMPTY = gettext_lazy("The file is empty. Nothing was kept: save it in Excel again and upload it.")
TOO_LARGE = gettext_lazy("The file is larger than 20 MB, so nothing was kept. A roster of 10,000 people has about 1 "
                         "MB: copy "
                         "the sheet without pictures into a new workbook.")
ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {
    b"%PDF": gettext_lazy("a PDF document"),
    b"\x89PNG": gettext_lazy("a picture"),
    b"\xff\xd8\xff": gettext_lazy("a picture"),
    b"GIF8": gettext_lazy("a picture"),
    b"BM": gettext_lazy("a picture"),
    b"II*\x00": gettext_lazy("a picture"),
    b"MM\x00*": gettext_lazy("a picture"),
    b"{\\rtf": gettext_lazy("a text document"),
    b"Rar!": gettext_lazy("an archive"),
    b"7z\xbc\xaf": gettext_lazy("an archive"),
    b"\x1f\x8b": gettext_lazy("an archive"),
    b"PK\x05\x06": gettext_lazy("an archive"),
}
PACKAGES = {
    "xl/workbook.bin": gettext_lazy("a binary workbook (.xlsb)"),
    "word/document.xml": gettext_lazy("a text document"),
    "ppt/presentation.xml": gettext_lazy("a presentation"),
    "content.xml": gettext_lazy("an OpenDocument file"),
}
STREAMS = {
    "WordDocument": gettext_lazy("a text document"),
    "PowerPoint Document": gettext_lazy("a presentation"),
}


def kind_of(content: bytes) -> str:
    """zip, compound or text. Raises RosterUnreadable for what is empty, too large, or surely something else."""
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise RosterUnreadable(str(EMPTY))
    if len(content) > LARGEST:
        raise RosterUnreadable(str(TOO_LARGE))
    for start, what in OTHERS.items():
        # A text may begin with BM as well; a picture of that kind holds zero bytes at once.
        if content.startswith(start) and (start != b"BM" or b"\0" in content[2:32]):
            raise no_spreadsheet(what)
    if content.startswith(ZIP):
        return "zip"
    return "compound" if content.startswith(COMPOUND) else "text"


def no_spreadsheet(what: object) -> RosterUnreadable:
    """The refusal of a file known to be something else."""
    return RosterUnreadable(
        _("This is %(what)s, not a spreadsheet: open the roster and save it as .xlsx.") % {"what": what}
    )


def unknown() -> RosterUnreadable:
    """The refusal of what is nothing we know."""
    return RosterUnreadable(_("The file is no spreadsheet: neither Excel (.xls, .xlsx) nor text (.csv). Open the "
                              "roster and save it as .xlsx."))


def damaged() -> RosterUnreadable:
    """The refusal of a file that ends too early or contradicts itself."""
    return RosterUnreadable(_("The file is damaged or was cut off: save it anew and upload it again."))


def protected() -> RosterUnreadable:
    return RosterUnreadable(_("The file is protected by a password: remove the password and upload it again."))


def too_big() -> RosterUnreadable:
    """The refusal of what unpacks to more than any roster holds."""
    return RosterUnreadable(_("Unpacked, the file is larger than any roster: copy the rows into a new workbook."))
