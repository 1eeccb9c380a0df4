"""Wagtail's user administration with our person."""

from wagtail.users.apps import WagtailUsersAppConfig


class BureauUsersConfig(WagtailUsersAppConfig):
    """One full name instead of first and last name."""

    user_viewset = "lms.people.admin.accounts.PersonViewSet"

    def ready(self) -> None:
        super().ready()
        from wagtail.admin.views.account import NameEmailSettingsPanel

        # It asks for first and last name; a name is HR's to change, and Wagtail has no setting to leave it out.
        NameEmailSettingsPanel.is_active = lambda panel: False
