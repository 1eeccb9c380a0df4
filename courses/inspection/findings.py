"""One thing found before publishing."""

from dataclasses import dataclass
from enum import StrEnum

from django.urls import reverse
from wagtail.models import Page


class Weight(StrEnum):
    """`STOPS`: the last approval is not offered. `WARNS`: reviewers decide. `NOTES`: nothing to decide."""

    STOPS = "stops"
    WARNS = "warns"
    NOTES = "notes"


@dataclass(frozen=True)
class Finding:
    """`where` names the place in words, `url` is where it is mended; both may be empty."""

    weight: Weight
    text: str
    where: str = ""
    url: str = ""


def at_page(weight: Weight, text: str, page: Page) -> Finding:
    return Finding(weight, text, page.title, reverse("wagtailadmin_pages:edit", args=[page.pk]))
