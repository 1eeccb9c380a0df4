import pytest

from tests.notices import smtp


@pytest.fixture
def mail_server(settings):
    """A real SMTP server that Django's own backend talks to."""
    with smtp.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 5
        settings.DEFAULT_FROM_EMAIL = "lms@bureau.example"
        settings.MAIL_ON = True
        yield server
