"""What is read from a request, in the types the services expect."""

import json
from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

LARGEST_SAVE = 40_000  # bytes; an essay of 5000 characters is about 15,000


class MarkForm(forms.Form):
    staff_no = forms.CharField(label=_("staff number"), max_length=20)
    course = forms.CharField(label=_("course code"), max_length=32)
    score = forms.DecimalField(
        label=_("score"), min_value=Decimal(0), max_value=Decimal(100), max_digits=5, decimal_places=2
    )
    note = forms.CharField(label=_("note"), max_length=200, required=False)


def read_save(request: HttpRequest) -> dict[str, Any] | None:
    """The JSON object of a save; None for anything else. An object without an item asks for the time only."""
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_SAVE:
            return None
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def read_answers(paper: dict, post: QueryDict) -> dict[int, tuple[list[str], bool]]:
    """Item → (keys, flagged) of the whole form; empty when the request does not carry the form."""
    if "form" not in post:
        return {}
    numbers = [item["item"] for item in paper["items"]]
    return {number: (post.getlist(f"a{number}"), f"f{number}" in post) for number in numbers}
