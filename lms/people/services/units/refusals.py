"""Why an act on a unit is not done."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from lms.people.services.units.planning import Plan


class UnitRefused(ValueError):  # noqa: N818
    """The act on a unit cannot be recorded; the message says why, translated."""


class PlanChanged(UnitRefused):
    """What was confirmed is not what would happen by now; `plan` is the fresh preview."""

    def __init__(self, plan: "Plan") -> None:
        super().__init__(
            _("Something has changed since this preview was made. Nothing was written; please look again.")
        )
        self.plan = plan
