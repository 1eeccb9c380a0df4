"""Forms of the acts on a person. Whether the act may be is judged by the service."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.common import clock
from lms.people.models import Category, Department, PersonState, Posting, User
from lms.people.services.keys import keys_seen
from lms.people.services.names import groups_of, split_name
from lms.people.services.posting_rules import Facts, PostingRefused, last_day_seen
from lms.people.services.staff import CORRECTED, as_seen, clean_name, clean_staff_no

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
GENDERS = [("", "—"), ("男", "男"), ("女", "女")]
REASONS = [(word, word) for word in ("退休", "调出", "辞职", "辞退", "开除", "去世", "合同到期", "其他")]
PAUSE_REASONS = ("产假", "长期病假", "驻村帮扶", "脱产学习", "其他")
STROKES = frozenset("12345")


def day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=DATE, validators=list(clock.WITHIN_CALENDAR), **options)


class UnitField(forms.ModelChoiceField):
    """Units in tree order, each moved in by its level; closed ones are not offered."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Department.objects.filter(closed_on__isnull=True), label=gettext_lazy("Unit"), **options)

    def label_from_instance(self, unit: Department) -> str:
        return unit.indented_name


class ActForm(forms.Form):
    """`expected`: the open post this form was drawn for."""

    expected = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, person: User, facts: Facts, fact: Any = None, **kwargs: Any) -> None:
        self.person, self.facts, self.fact = person, facts, fact
        main = facts.open_main()
        kwargs["initial"] = {"expected": main.pk if main else 0, **self.first(main), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def first(self, main: Posting | None) -> dict[str, Any]:
        """What the form shows before anything is typed."""
        return {}


class PostFields(forms.Form):
    department = UnitField()
    post = forms.CharField(label=gettext_lazy("Post"), max_length=50)
    rank = forms.CharField(label=gettext_lazy("Rank"), max_length=30, required=False)
    category = forms.ChoiceField(label=gettext_lazy("Category"), choices=Category.choices)


class NewPersonForm(PostFields):
    """Number and name as a roster's cells are judged."""

    field_order = ("staff_no", "full_name", "name_tag", "gender", "email")
    staff_no = forms.CharField(label=gettext_lazy("Staff number"), max_length=50)
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_tag = forms.CharField(label=gettext_lazy("Same-name mark"), max_length=10, required=False,
                               help_text=gettext_lazy("Tells two people of one name apart: 大, 小, 女."))
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), choices=GENDERS, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    on = day(gettext_lazy("First day"), initial=clock.today)

    def clean_staff_no(self) -> str:
        return _judged(clean_staff_no, self.cleaned_data["staff_no"])

    def clean_full_name(self) -> str:
        full, mark = _judged(clean_name, self.cleaned_data["full_name"])
        self.mark = mark
        return full

    def clean(self) -> dict:
        cleaned = super().clean() or {}
        cleaned["name_tag"] = cleaned.get("name_tag") or getattr(self, "mark", "")
        return cleaned


def _judged(judge: Any, value: str) -> Any:
    try:
        return judge(value)
    except PostingRefused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal


class CorrectForm(ActForm):
    """`expected`: what the form showed; another's correction is not overwritten unseen."""

    expected = forms.CharField(widget=forms.HiddenInput, required=False)  # type: ignore[assignment]
    full_name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    name_tag = forms.CharField(label=gettext_lazy("Same-name mark"), max_length=10, required=False)
    gender = forms.ChoiceField(label=gettext_lazy("Gender"), choices=GENDERS, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)

    def first(self, main: Posting | None) -> dict[str, Any]:
        return {"expected": as_seen(self.person)} | {name: getattr(self.person, name) for name in CORRECTED}

    def clean_full_name(self) -> str:
        _judged(clean_name, self.cleaned_data["full_name"])
        return self.cleaned_data["full_name"]


class KeysForm(ActForm):
    """`expected`: the name and the keys the form showed."""

    expected = forms.CharField(widget=forms.HiddenInput, required=False)  # type: ignore[assignment]
    pinyin = forms.CharField(label=gettext_lazy("Pinyin"), max_length=200,
                             help_text=gettext_lazy("Syllables apart by spaces, without tones: shan li."))
    strokes = forms.CharField(
        label=gettext_lazy("Strokes of each character"), max_length=900,
        help_text=gettext_lazy("In writing order, characters apart by spaces: 1 横, 2 竖, 3 撇, 4 点, 5 折. A "
                               "question mark where the order is unknown."))

    def first(self, main: Posting | None) -> dict[str, Any]:
        groups = groups_of(self.person.full_name, self.person.stroke_key) if self.person.stroke_key else []
        return {"expected": keys_seen(self.person), "pinyin": self.person.pinyin,
                "strokes": " ".join(group or "?" for group in groups)}

    def clean_strokes(self) -> list[str]:
        groups = ["" if group in "?？" else group for group in self.cleaned_data["strokes"].split()]
        count = len("".join(split_name(self.person.full_name)))
        if len(groups) != count or any(set(group) - STROKES or len(group) > 64 for group in groups):
            raise forms.ValidationError(_("Type %(count)s groups of the digits 1 to 5, one for each character.")
                                        % {"count": count})
        return groups


class TransferForm(PostFields, ActForm):
    field_order = ("on",)
    on = day(gettext_lazy("From"), initial=clock.today)

    def first(self, main: Posting | None) -> dict[str, Any]:
        names = ("post", "rank", "category", "department")
        return {name: getattr(main, name) for name in names} if main else {}


class AddForm(ActForm):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of post"), choices=Posting.Kind.choices[1:])
    department = UnitField()
    post = forms.CharField(label=gettext_lazy("Post"), max_length=50)
    from_on = day(gettext_lazy("From"), initial=clock.today)
    to_on = day(gettext_lazy("Last day"), required=False,
                help_text=gettext_lazy("A loan or a secondment needs a last day."))


class LastDayForm(ActForm):
    """`expected`: the last day the form showed."""

    expected = forms.CharField(widget=forms.HiddenInput, required=False)  # type: ignore[assignment]
    on = day(gettext_lazy("Last day"))

    def first(self, main: Posting | None) -> dict[str, Any]:
        return {"expected": last_day_seen(self.fact)}


class PauseForm(ActForm):
    from_on = day(gettext_lazy("From"), initial=clock.today)
    to_on = day(gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Empty: until told."))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[(word, word) for word in PAUSE_REASONS],
                               help_text=gettext_lazy("For HR's eyes only; others see that the person is paused."))


class LeaveForm(ActForm):
    on = day(gettext_lazy("Last day"))
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=REASONS)


class BulkTransferForm(forms.Form):
    department = UnitField()
    on = day(gettext_lazy("From"), initial=clock.today)


class BulkPauseForm(forms.Form):
    from_on, to_on, reason = (PauseForm.base_fields[name] for name in ("from_on", "to_on", "reason"))


__all__ = ["AddForm", "BulkPauseForm", "BulkTransferForm", "CorrectForm", "KeysForm", "LastDayForm", "LeaveForm",
           "NewPersonForm", "PauseForm", "PersonState", "TransferForm"]
