"""Django's settings: plumbing only. Where this installation runs is `kit/settings.py`."""

from django.utils.translation import gettext_lazy as _

from prilavok.kit.db.connections import django_database
from prilavok.kit.secrets import signing_key
from prilavok.kit.settings import ROOT, where

WHERE = where()
PACKAGE = ROOT / "src" / "prilavok"

SECRET_KEY = signing_key("django")
DEBUG = WHERE.debug
ALLOWED_HOSTS = list(WHERE.hosts)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "ninja",
    "prilavok",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "prilavok.doors.web.parts.headers.SafeHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "prilavok.doors.web.parts.language.StaffLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "prilavok.doors.web.parts.failures.Failures",
]
ROOT_URLCONF = "prilavok.urls"
WSGI_APPLICATION = "prilavok.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "doors" / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "prilavok.doors.web.parts.frame.frame",
            ],
            "builtins": ["prilavok.doors.web.parts.tags"],
        },
    }
]
DATABASES = {"default": django_database(WHERE.database_url)}
AUTH_USER_MODEL = "prilavok.Staff"
AUTHENTICATION_BACKENDS = ["prilavok.domains.staff.sign_in.StaffSignIn"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/sign-in"
CSRF_FAILURE_VIEW = "prilavok.doors.web.parts.failures.stale_form_page"
SESSION_ENGINE = "prilavok.kit.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = WHERE.secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if WHERE.secure else None
SECURE_HSTS_SECONDS = 31_536_000 if WHERE.secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", _("Russian")), ("kk", _("Kazakh")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "static"]
STATIC_ROOT = WHERE.home / "static"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_HANDLERS = [
    "prilavok.doors.web.parts.uploads.Bounded",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
LOGGING_CONFIG = None
