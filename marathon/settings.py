"""Settings. Everything a host may set is read here, by readers that refuse nonsense; see docs/hosting.md."""

import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from marathon import environment as env
from marathon.sqlite import journal_mode

BASE_DIR = Path(__file__).resolve().parent.parent

# --- What a host sets ---------------------------------------------------------------------------------

DEBUG = env.yes("MARATHON_DEBUG", False)
DATA_DIR = Path(env.text("MARATHON_DATA", str(BASE_DIR / "var")))


def _secret_of_this_checkout() -> str:
    """A secret for development, made once and kept beside the database."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))
    return path.read_text()


SECRET_KEY = _secret_of_this_checkout() if DEBUG else env.secret("MARATHON_SECRET_KEY")
ALLOWED_HOSTS = env.hosts("MARATHON_HOSTS", debug=DEBUG)
BASE_URL = env.address("MARATHON_URL", debug=DEBUG, hosts=ALLOWED_HOSTS)
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Coordinators and administrators need a second factor; only a demonstration may go without.
MFA = env.one_of("MARATHON_MFA", ("optional", "required") if DEBUG else ("required",))
DEFAULT_FROM_EMAIL = env.text("MARATHON_MAIL_FROM", "letters@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
TRUSTS_PROXY = env.yes("MARATHON_BEHIND_PROXY", False)
globals().update(env.mail("EMAIL_URL"))

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{DATA_DIR / 'marathon.sqlite3'}"), conn_max_age=None
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A yes to a phone has to be durable (FULL), and a writer has to queue, not fail (IMMEDIATE, 20 s).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

CACHES = {"default": env.cache("CACHE_URL")}

# --- The house ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "marathon",
    "letters",
    "events",
    "cases",
    "parler",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "reversion",
    "marathon.apps.BackOfficeConfig",  # django.contrib.admin, with our words
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "marathon.middleware.headers",
    *(["marathon.middleware.light_files"] if DEBUG else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "marathon.numbers.public_numbers",
    "marathon.middleware.unavailable",
    "marathon.middleware.too_large",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "marathon.middleware.own_errors",
    "marathon.middleware.Sessions",
    "marathon.middleware.Languages",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "marathon.policy.middleware",
]

ROOT_URLCONF = "marathon.urls"
WSGI_APPLICATION = "marathon.wsgi.application"
AUTH_USER_MODEL = "events.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "marathon.forms.Renderer"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "marathon.context.shared",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- Languages and time -------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("pl", "Polski")]
# Papers speak these, too, where nobody reads the pages. Their catalogues hold the words of papers alone.
PAPER_LANGUAGES = [*LANGUAGES, ("ar", "العربية")]
LOCALE_PATHS = [BASE_DIR / "locale"]
# Letters are written in more languages than pages: parler keeps whatever a wording needs.
PARLER_DEFAULT_LANGUAGE_CODE = "en"
PARLER_LANGUAGES = {
    None: tuple({"code": code} for code, _name in LANGUAGES),
    # English where a language lacks words, any other before none: a case told in Polish alone is told.
    "default": {"fallbacks": [code for code, _name in LANGUAGES]},
}
# Its cache would be our database's own table, and would keep what a refused import rolled back.
PARLER_ENABLE_CACHING = False
USE_I18N = True
FORMAT_MODULE_PATH = "marathon.formats"
USE_TZ = True
TIME_ZONE = env.zone("MARATHON_TIME_ZONE", "UTC")
USE_THOUSAND_SEPARATOR = True

# --- Files --------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
if DEBUG:  # whitenoise looks into it at the start
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "marathon.statics.Statics"
        )
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 60 * 60 * 24 * 365

# --- Accounts -----------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "marathon.accounts.Accounts"
MFA_ADAPTER = "marathon.accounts.SecondFactors"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if DEBUG else "https"
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
MFA_FORMS = {
    "add_webauthn": "marathon.passkeys.AddPasskeyForm",
    "edit_webauthn": "marathon.passkeys.RenamePasskeyForm",
}
MFA_TOTP_ISSUER = "Letter Marathon"
MFA_TOTP_TOLERANCE = 1
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUSTS_PROXY else 0

# --- Safety -------------------------------------------------------------------------------------------

# A browser takes a __Host- cookie over https alone, so development goes without the prefix.
_HOST = "" if DEBUG else "__Host-"
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
DEVICE_COOKIE_NAME = f"{_HOST}device"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = False  # the counter's script reads it to send entries
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "marathon.views.csrf_failure"
DEFAULT_EXCEPTION_REPORTER = "marathon.errors.Report"
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTS_PROXY else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code for authenticator apps is a data: picture
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Nobody is mailed an error: it would carry what somebody typed. What a line may hold, marathon/logs.py says.
ADMINS: list[tuple[str, str]] = []
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"private": {"()": "marathon.logs.WithoutPersonalFacts"}},
    "formatters": {"line": {"()": "marathon.logs.Line", "tells_messages": DEBUG}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["private"], "formatter": "line"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # One line a task would drown what a person has to see.
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
