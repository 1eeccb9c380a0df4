"""A first start speaks Chinese at once: what it writes stays written."""

from django.utils import translation
from django.utils.translation import gettext

from home.startup import compile_messages

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Nowhere else"
msgstr "只在这里"
"""


def test_a_catalogue_is_in_use_as_soon_as_it_is_compiled(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    folder = tmp_path / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE, encoding="utf-8")
    with translation.override("zh-hans"):
        assert gettext("Nowhere else") == "Nowhere else"
    compile_messages()
    with translation.override("zh-hans"):
        assert gettext("Nowhere else") == "只在这里"
