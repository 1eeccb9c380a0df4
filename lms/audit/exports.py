"""The log as a sheet."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.audit.selectors import EntryRow, Filters, Standing
from lms.audit.words import choices, result_word
from lms.common import clock
from lms.common.sheets import Column, write_sheet

MOST = 200_000  # about twenty seconds; half a year of the whole bureau's sign-ins fits


def log_sheet(rows: Iterable[EntryRow], *, scope: str, exporter: str, state: Standing) -> bytes:
    """An .xlsx with the acts and a footnote: time, scope, definition, seal, exporter (design 1, exports)."""
    return write_sheet(
        title=_("Audit log"),
        columns=[
            Column(_("time"), "text", 20), Column(_("act"), "text", 20), Column(_("action"), "text", 24),
            Column(_("staff number"), "text", 12), Column(_("name"), "text", 14), Column(_("object"), "text", 24),
            Column(_("result"), "text", 10), Column(_("detail"), "text", 40), Column(_("network address"), "text", 18),
            Column(_("chain"), "text", 12), Column(_("number in the chain"), "int", 10), Column(_("hash"), "text", 66),
        ],
        rows=(_cells(row) for row in rows),
        footnote=[
            _("Exported at: %(time)s") % {"time": f"{timezone.localtime(clock.now()):%Y-%m-%d %H:%M}"},
            _("Scope: %(scope)s") % {"scope": scope},
            _("Definition: one line an act, as it was recorded; never changed, and kept 183 days or longer."),
            _("Newest seal: %(seal)s") % {"seal": state.seal or _("none yet")},
            _("Exporter: %(name)s") % {"name": exporter},
        ],
    )


def _cells(row: EntryRow) -> list:
    return [f"{timezone.localtime(row.at):%Y-%m-%d %H:%M:%S}", row.word, row.action, row.actor_no, row.actor_name,
            row.target, row.result_word, row.detail, row.address, row.chain, row.number, row.hash]


def scope_in_words(filters: Filters, *, own_acts: bool) -> str:
    """What was asked, as the footnote says it."""
    said = {
        _("Kind of act"): _choice(filters.action), _("Staff number"): filters.person,
        _("Result"): result_word(filters.result), _("From"): filters.since, _("Until"): filters.until,
        _("Network address"): filters.address,
    }
    parts = [f"{label} {value}" for label, value in said.items() if value]
    return "; ".join([*(parts or [_("everything")]), *([_("own acts")] if own_acts else [])])


def _choice(asked: str) -> str:
    options = [option for _group, group in choices()[1:] for option in group]
    return next((str(label) for value, label in options if value == asked), asked)
