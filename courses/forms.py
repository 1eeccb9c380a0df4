"""The editor's forms: a code gives each page its address."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses import rules


class CodedPageForm(WagtailAdminPageForm):
    """A page whose slug follows its code. A code that records point at is never changed."""

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        if not rules.course_slug(code):
            raise ValidationError(_("A code needs letters or digits; the page's address is made from it."))
        if self._is_frozen() and code != self.initial["code"]:
            raise ValidationError(_("This code has been published: records of learning point at it. It stays."))
        if self._slug_is_taken(code):
            raise ValidationError(_("Another page here has this code or its address."))
        self.instance.slug = self.instance.slug_of(code)
        return code

    def _is_frozen(self) -> bool:
        return bool(self.instance.pk) and self.instance.code_is_published(self.initial.get("code", ""))

    def _slug_is_taken(self, code: str) -> bool:
        siblings = self.parent_page.get_children().exclude(pk=self.instance.pk)
        return siblings.filter(slug=self.instance.slug_of(code)).exists()


class LessonPageForm(CodedPageForm):
    """Proposes the next lesson code of its course."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk and not self.initial.get("code"):
            self.initial["code"] = self.instance.next_code(self.parent_page.specific)
