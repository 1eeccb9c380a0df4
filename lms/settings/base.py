"""Settings shared by every environment. Secrets and places come from the environment."""

from pathlib import Path

import environ
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var")))
DEMO = False  # only a newcomer's machine loads the demo bureau

INSTALLED_APPS = [
    "home",
    "lms.demo",
    "lms.supervision",
    "lms.reports",
    "lms.drill",
    "lms.curricula",
    "lms.assessment",
    "lms.study",
    "lms.transcript",
    "lms.feedback",
    "lms.discussion",
    "lms.people",
    "lms.notices",
    "lms.audit",
    "lms.jobs",
    "lms.workdays",
    "lms.common",
    "courses",
    "lms.people.wagtail_users.BureauUsersConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "wagtailmedia",
    "django_tasks_db",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_filters",
    "treebeard",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.common.middleware.ContentSecurityPolicyMiddleware",
    "lms.common.middleware.NoNullsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.SessionLimitsMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "lms.people.middleware.OneDoorMiddleware",
    "lms.people.middleware.SecondStepMiddleware",
    "lms.people.middleware.FirstPasswordMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
ASGI_APPLICATION = "lms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "lms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "home.context.bureau",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'lms.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Eight writers at once: none locked, ten times the default's throughput (design 4, trap 3).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # Each thread keeps its connection, as opening one costs more than a saved answer; one that died is opened anew.
    DATABASES["default"] |= {"CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60), "CONN_HEALTH_CHECKS": True}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": env.cache("CACHE_URL", default="locmemcache://")}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lms.people.backends.PasswordBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "lms.people.passwords.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("staff_no", "full_name")}},
    {"NAME": "lms.people.passwords.ThreeClassesValidator"},
    {"NAME": "lms.people.passwords.ObviousValidator"},
]
PASSWORD_MAX_DAYS = env.int("PASSWORD_MAX_DAYS", default=0) or None  # None: a password does not age
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "home:desk"
LOGOUT_REDIRECT_URL = "people:sign_in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = ["username"]
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # the account is locked, wherever the failures come from (design 1)
    "security.W019",  # the content administration shows its previews in frames of the same origin
]
# The right password alone does not clear the count where a code is still asked for: services.sign_in does, at the end.
AXES_RESET_ON_SUCCESS = False
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # a lockout says when it ends, and then it does
AXES_LOCKOUT_CALLABLE = "lms.people.views.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the audit log has it, without the full name of every browser
AXES_SENSITIVE_PARAMETERS = [
    "username", "ip_address", "password", "old_password", "new_password1", "new_password2", "code", "recovery",
]

# The second step (decision 0008): who must have a device, and whether this installation insists on it.
TWO_FACTOR_REQUIRED = True
TWO_FACTOR_ROLES = frozenset({"hr", "system_admin", "security_admin", "auditor"})
OTP_TOTP_ISSUER = env("TWO_FACTOR_ISSUER", default="Capability LMS")  # what the authenticator shows, in ASCII for all
OTP_TOTP_THROTTLE_FACTOR = 1  # seconds after the first wrong code; doubled by each further one
OTP_STATIC_THROTTLE_FACTOR = 1

SESSION_ENGINE = "lms.people.sessions"
SESSION_IDLE_SECONDS = 30 * 60  # without a request by the person's own hands (design 1)
SESSION_COOKIE_AGE = 12 * 60 * 60  # and never longer than a working day
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale", BASE_DIR / "lms" / "locale_wagtail"]
FORMAT_MODULE_PATH = "lms.formats"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "lms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env("MEDIA_ROOT", default=str(BASE_DIR / "media")))
MEDIA_ACCEL = env("MEDIA_ACCEL", default="")  # nginx's internal location for MEDIA_ROOT, e.g. "/protected/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Long work leaves the request, for `manage.py db_worker`; the framework's own small tasks do not.
TASKS = {
    "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"},
    "jobs": {"BACKEND": "django_tasks_db.DatabaseBackend"},
}
JOBS_ROOT = VAR_DIR / "jobs"  # what jobs were given to read; every machine with a worker must see the same folder
JOBS_WORKER = env.bool("JOBS_WORKER", default=True)  # whether `manage.py serve` starts a worker beside the server
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# How many days ahead of a law's repeal the editors of courses that cite it are asked to look at them.
CITATION_NOTICE_DAYS = 60
# A Word document made into a lesson (courses/word): bytes packed and unpacked, how much larger unpacked than packed,
# how many parts, and the size of one part of XML, which is read into memory.
WORD_MAX_BYTES = 20 * 1024 * 1024
WORD_MAX_UNPACKED = 200 * 1024 * 1024
WORD_MAX_RATIO = 100
WORD_MAX_PARTS = 2000
WORD_MAX_XML = 10 * 1024 * 1024
# A file of questions (courses/exchange): bytes packed and unpacked.
EXCHANGE_MAX_BYTES = 10 * 1024 * 1024
EXCHANGE_MAX_UNPACKED = 100 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# E-mail by any SMTP server: EMAIL_URL=smtp+tls://user:password@mail.example.gov.cn:587. Without it none is written.
MAIL_ON = bool(env("EMAIL_URL", default=""))
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
EMAIL_TIMEOUT = 10  # seconds
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env("MAIL_FROM", default="lms@localhost")

BUREAU_NAME = env("BUREAU_NAME", default="示例市劳动和社会保障局")
WAGTAIL_SITE_NAME = BUREAU_NAME
WAGTAILADMIN_BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000")
WAGTAILADMIN_LOGIN_URL = "people:sign_in"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]  # one bureau, one clock: nobody is asked
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILMEDIA = {
    "MEDIA_MODEL": "courses.CourseMedia",
    "MEDIA_FORM_BASE": "courses.authoring.uploads.MediaForm",
    # What the browsers of an office play without an addition.
    "AUDIO_EXTENSIONS": ["mp3", "m4a", "wav", "ogg"],
    "VIDEO_EXTENSIONS": ["mp4", "m4v", "webm"],
}
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.authoring.uploads.DocumentForm"
# The administration's own lists look for parts of words, which is right for Chinese; readers have courses.search.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "modelsearch.backends.database.fallback"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# What an office hands round. Nothing a browser would run as a page or a script of this site.
WAGTAILDOCS_EXTENSIONS = [
    "pdf", "ofd", "doc", "docx", "wps", "xls", "xlsx", "et", "csv", "ppt", "pptx", "dps", "txt", "rtf", "odt", "ods",
    "odp", "zip", "7z", "rar", "jpg", "jpeg", "png",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
