"""Every setting of Parley, read from the environment in one place.

Nothing has to be set: the defaults run the embedded production configuration (SQLite in a data
folder, mail printed to the console). README.md lists what can be set.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

DATA_DIR = Path(env.str("PARLEY_DATA", default=str(BASE_DIR / "data"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

# The community ---------------------------------------------------------------------------------
COMMUNITY_NAME = env.str("PARLEY_COMMUNITY", default="Parley")
COMMUNITY_PURPOSE = env.str(
    "PARLEY_PURPOSE",
    default="Read a page, argue beside it, star what you stand behind. "
    "Together we write down what should change.",
)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
SITE_URL = env.str("PARLEY_URL", default=f"http://{HOST}:{PORT}").rstrip("/")
IS_HTTPS = urlsplit(SITE_URL).scheme == "https"

# Django ----------------------------------------------------------------------------------------
DEBUG = env.bool("PARLEY_DEBUG", default=False)
SECRET_KEY = env.str("PARLEY_SECRET_KEY", default="") or kept_secret(DATA_DIR / "secret_key")
ALLOWED_HOSTS = env.list(
    "PARLEY_HOSTS",
    default=list(
        dict.fromkeys(
            ["localhost", "127.0.0.1", "[::1]", HOST, urlsplit(SITE_URL).hostname or HOST]
        )
    ),
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "web.views.csrf_failure"

INSTALLED_APPS = [
    "web",
    "accounts",
    "watching",
    "mailing",
    "wiki",
    "files",
    "recommendations",
    "discussions",
    "questions",
    "challenges",
    "updates",
    "search",
    "archive",
    "demo",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "mptt",
    "simple_history",
]

MIDDLEWARE = [
    # First what every answer carries, a refused request's and a static file's too.
    "web.middleware.head_without_body",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.middleware.clean_input",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "web.middleware.reader_zone",
    "web.middleware.too_many",
    "wiki.middleware.protected_pages",
    "discussions.middleware.merged_threads",
    "web.middleware.private_answers",
    "wiki.deferring.link_notes",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
            ],
            "builtins": ["web.templatetags.web"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Where things are kept -------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'parley.sqlite3'}")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that reads before it writes must wait its turn, not fail.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 1, "max_size": env.int("PARLEY_POOL", default=8), "timeout": 10}
    }

if env.str("CACHE_URL", default=""):
    CACHES = {"default": env.cache_url("CACHE_URL", backend=None)}
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "parley_cache",
        }
    }

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("PARLEY_STATIC", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = DATA_DIR / "files"  # never served from here: files.views asks who may read
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
if env.str("PARLEY_S3_BUCKET", default=""):
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",  # from requirements-s3.txt
        "OPTIONS": {
            "bucket_name": env.str("PARLEY_S3_BUCKET"),
            "endpoint_url": env.str("PARLEY_S3_ENDPOINT", default="") or None,
            # A store of one's own seldom answers at a host name of its own for every bucket.
            "addressing_style": "path" if env.str("PARLEY_S3_ENDPOINT", default="") else "auto",
            "location": env.str("PARLEY_S3_FOLDER", default=""),
            "file_overwrite": False,
        },
    }

# People ----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.forms.SignUpForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reauthenticate": "accounts.forms.PasswordAgainForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
# An address that is not confirmed yet may stand on two accounts: whether one is known stays untold.
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_USERNAME_VALIDATORS = "accounts.names.validators"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # the old address is told of changes
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if IS_HTTPS else "http"
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "signup": "10/m/ip",
    "reset_password": "10/m/ip,5/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PARLEY_PROXIES", default=0)
ACCOUNT_SESSION_REMEMBER = None  # "Keep me signed in on this device" decides
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("PARLEY_MAIL_FROM", default="Parley <parley@localhost>")
EMAIL_TIMEOUT = 30  # seconds; a mail server that says nothing holds up no sender for ever
# Where replies by mail go: reply@example.org (then reply+...@), or example.org for ...@. Off: none.
REPLY_ADDRESS = env.str("PARLEY_REPLY_ADDRESS", default="")
if len(REPLY_ADDRESS.rpartition("@")[0]) > 23:  # 40 more are signed, and 64 are allowed
    raise ImproperlyConfigured("PARLEY_REPLY_ADDRESS: use at most 23 characters before the @")
IMAP_URL = env.str("PARLEY_IMAP_URL", default="")  # imaps://user:password@host/INBOX
MAIL_EVERY = env.int("PARLEY_MAIL_EVERY", default=5)  # seconds between looks at the outbox; 0: cron

# Limits (the forms say them too) ---------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_LIMIT = env.int("PARLEY_FILE_LIMIT", default=10_000_000)  # bytes
FILES_A_DAY = env.int("PARLEY_FILES_A_DAY", default=100_000_000)  # of one person
FILE_UPLOAD_HANDLERS = [
    "files.receiving.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000  # every recommendation of a large page, edited at once

# What a person may write in a while: "number/seconds", per person; readers are never limited.
WRITE_RATES = {
    "edit": env.str("PARLEY_RATE_EDITS", default="90/60"),
    "post": env.str("PARLEY_RATE_POSTS", default="30/60"),
    "mail": env.str("PARLEY_RATE_MAIL", default="30/3600"),  # that comes from one person
    "file": env.str("PARLEY_RATE_FILES", default="30/60"),
    "star": env.str("PARLEY_RATE_STARS", default="120/60"),
    "keep": env.str("PARLEY_RATE_KEEPS", default="30/60"),  # texts of a lost session, per address
    "draft": env.str("PARLEY_RATE_DRAFTS", default="60/60"),
    "preview": env.str("PARLEY_RATE_PREVIEWS", default="120/60"),
    "lookup": env.str("PARLEY_RATE_LOOKUPS", default="120/60"),
}

# What the browser is told ----------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
if env.bool("PARLEY_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Language and time -----------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("PARLEY_TIME_ZONE", default="UTC")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A mistyped address is its reader's business; what fails on our side is ours.
    "loggers": {"django.request": {"level": "ERROR"}},
}
