"""The log as a sheet."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.selectors import EntryRow
from lms.common import clock
from lms.common.sheets import Column, write_sheet


def log_sheet(rows: Iterable[EntryRow], *, scope: str, exporter: str) -> bytes:
    """An .xlsx with the acts and a footnote: time, scope, definition, exporter (design 1, exports)."""
    return write_sheet(
        title=_("Audit log"),
        columns=[
            Column(_("time"), "text", 20), Column(_("action"), "text", 24), Column(_("staff number"), "text", 12),
            Column(_("name"), "text", 14), Column(_("object"), "text", 24), Column(_("result"), "text", 10),
            Column(_("detail"), "text", 40), Column(_("network address"), "text", 18),
        ],
        rows=([f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", row.action, row.actor_no, row.actor_name, row.target,
               row.result, row.detail, row.address] for row in rows),
        footnote=[
            _("Exported at: %(time)s") % {"time": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"},
            _("Scope: %(scope)s") % {"scope": scope},
            _("Definition: one line an act, as it was recorded; entries are never changed or deleted."),
            _("Exporter: %(name)s") % {"name": exporter},
        ],
    )
