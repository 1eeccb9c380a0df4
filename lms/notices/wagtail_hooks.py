"""Letter templates in the content administration: HR words them and sees them as they will look."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lms.notices.models import Letter


class LetterViewSet(SnippetViewSet):
    """The kinds are the program's: nobody adds or deletes one (no role has the permission)."""

    model = Letter
    icon = "mail"
    menu_label = _("Letters")
    menu_order = 220
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["__str__", "subject"]
    edit_handler = ObjectList([
        HelpPanel(template="notices/letter_help.html", heading=_("Placeholders")), FieldPanel("subject"),
        FieldPanel("body"),
    ])


register_snippet(LetterViewSet)
