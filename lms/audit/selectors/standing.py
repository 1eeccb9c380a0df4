"""How the log stands: when it was sealed and verified last."""

import datetime as dt
from dataclasses import dataclass

from lms.audit.chains import SEAL
from lms.audit.models import Entry


@dataclass(frozen=True)
class Standing:
    """None: never yet. `whole`: what the last verification found."""

    sealed_at: dt.datetime | None
    seal: str
    verified_at: dt.datetime | None
    whole: bool


def newest_seal() -> Entry | None:
    return Entry.objects.filter(chain=SEAL).order_by("-number").first()


def standing() -> Standing:
    """Two queries."""
    seal = newest_seal()
    check = Entry.objects.filter(action="audit.verify").order_by("-at", "-pk").first()
    return Standing(seal.at if seal else None, seal.hash if seal else "", check.at if check else None,
                    bool(check and check.result == "ok"))
