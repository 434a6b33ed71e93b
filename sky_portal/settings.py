"""Settings: one module, chosen by environment variables alone (see docs/running.md)."""

from datetime import timedelta
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from sky_portal import environment as env
from sky_portal import stores

BASE_DIR = env.BASE_DIR
VAR_DIR = BASE_DIR / "var" if not env.text("SKY_VAR_DIR") else env.Path(env.text("SKY_VAR_DIR"))

DATABASE_URL = env.text("DATABASE_URL")
REDIS_URL = env.text("REDIS_URL")
EMBEDDED = not DATABASE_URL
DEMO = env.flag("SKY_DEMO")
DEBUG = env.flag("SKY_DEBUG")
PRODUCTION = not (EMBEDDED or DEMO or DEBUG)

if PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("REDIS_URL is needed with DATABASE_URL")

SECRET_KEY = env.secret_key(var_dir=VAR_DIR, embedded=EMBEDDED or DEMO)
BASE_URL = env.text("SKY_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
SECURE = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.words("SKY_ALLOWED_HOSTS") or ["127.0.0.1", "localhost"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_filters",
    "csp",
    "storages",
    "sky_portal.cases",
    "sky_portal.accounts",
    "sky_portal.audit",
    "sky_portal.jobs",
    "sky_portal.messaging",
    "sky_portal.documents",
    "sky_portal.backup",
    "sky_portal.questions",
    "sky_portal.ui",
    "sky_portal.demo",
    "pilots",
    "grants",
    "evaluation",
]

MIDDLEWARE = [
    "sky_portal.observability.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sky_portal.accounts.middleware.IdleSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "sky_portal.accounts.middleware.ActingMiddleware",
    "sky_portal.accounts.middleware.SecondFactorMiddleware",
    "sky_portal.audience.AudienceMiddleware",
]

ROOT_URLCONF = "sky_portal.urls"
WSGI_APPLICATION = "sky_portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The cached loader is spelled out: a project that sets loaders without it pays on every page.
_loaders = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "sky_portal.ui.context.portal",
            ],
            "loaders": _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
        },
    }
]

# --- data -------------------------------------------------------------------------------------

DATABASES = {"default": stores.database(DATABASE_URL, var_dir=VAR_DIR)}
CACHES = {"default": stores.cache(REDIS_URL)}
MEDIA_ROOT = VAR_DIR / "documents"
_manifest = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_plain = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_STATIC = env.flag("SKY_HASHED_STATIC", default=not DEBUG)
STORAGES = {
    "default": stores.documents(MEDIA_ROOT),
    "staticfiles": {"BACKEND": _manifest if HASHED_STATIC else _plain},
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# --- work in the background ---------------------------------------------------------------------

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "Europe/Helsinki"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
else:
    _queue = VAR_DIR / "queue"
    CELERY_BROKER_URL = "filesystem://"
    # Two tasks a second is the transport's default pace; a receipt should not wait for it.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue),
        "data_folder_out": str(_queue),
        "control_folder": str(VAR_DIR / "queue-control"),
        "polling_interval": 0.05,
    }
# How long a worker holds a job before another may take it over (a kind may ask for more), and
# how long the sweep leaves a fresh job to the nudge that its enqueueing gave.
JOB_LEASE = timedelta(seconds=env.number("SKY_JOB_LEASE_SECONDS", 300))
JOB_GRACE = timedelta(seconds=env.number("SKY_JOB_GRACE_SECONDS", 15))
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- mail ---------------------------------------------------------------------------------------

# Where answers go; empty when nobody reads them.
MAIL_REPLY_TO = env.text("SKY_MAIL_REPLY_TO")
DEFAULT_FROM_EMAIL = env.text("SKY_MAIL_FROM", "sky@example.invalid")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where feedback on the portal goes: named on the accessibility and privacy pages.
FEEDBACK_EMAIL = env.text("SKY_FEEDBACK_EMAIL", DEFAULT_FROM_EMAIL)
if env.text("SKY_SMTP_HOST"):
    EMAIL_BACKEND = "sky_portal.messaging.smtp.EmailBackend"
    EMAIL_HOST = env.text("SKY_SMTP_HOST")
    EMAIL_PORT = env.number("SKY_SMTP_PORT", 587)
    EMAIL_HOST_USER = env.text("SKY_SMTP_USER")
    EMAIL_HOST_PASSWORD = env.text("SKY_SMTP_PASSWORD")
    EMAIL_USE_TLS = env.flag("SKY_SMTP_TLS", default=True)
    EMAIL_TIMEOUT = 20
elif PRODUCTION:
    raise ImproperlyConfigured("SKY_SMTP_HOST is needed with DATABASE_URL")
else:
    # Mail stays in the portal's own outbox page: the Message rows themselves.
    EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- people -------------------------------------------------------------------------------------

# allauth's alone: it answers for permissions too, and two backends would hash every wrong password twice.
AUTHENTICATION_BACKENDS = ["sky_portal.accounts.backend.Backend"]
SESSION_ENGINE = "sky_portal.accounts.sessions"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "sky_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
# Failures are counted by account and address together (AccountAdapter.pre_authenticate), then by
# address: a municipality's whole office signs in from one. The order matters: what the first limit
# refuses is not counted by the second.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "5/5m/key,100/10m/ip",
    "login": "600/m/ip",
    "signup": "60/10m/ip",
    "reset_password": "60/10m/ip,3/15m/key",
}
KNOWN_BROWSER_RATE = "5/5m/key"
_forms = "sky_portal.accounts.forms.signing_in."
ACCOUNT_FORMS = {
    "login": _forms + "LoginForm",
    "signup": _forms + "SignupForm",
    "add_email": _forms + "AddEmailForm",
    "change_password": _forms + "ChangePasswordForm",
    "set_password": _forms + "SetPasswordForm",
    "reset_password": _forms + "ResetPasswordForm",
    "reset_password_from_key": _forms + "ResetPasswordKeyForm",
    "reauthenticate": _forms + "ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": _forms + "AuthenticateForm",
    "reauthenticate": _forms + "SecondFactorAgainForm",
    "activate_totp": _forms + "ActivateTOTPForm",
    "deactivate_totp": _forms + "DeactivateTOTPForm",
}
MFA_TOTP_ISSUER = "SKY"
# A phone whose clock is half a minute off still works.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
SECOND_FACTOR_FOR_OFFICIALS = env.flag("SKY_SECOND_FACTOR", default=PRODUCTION)
SESSION_IDLE = timedelta(minutes=env.number("SKY_SESSION_IDLE_MINUTES", 30))
# The idle time is judged by IdleSessionMiddleware; the cookie itself lives as long as the browser.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
OIDC = env.all_or_none("SKY_OIDC_NAME", "SKY_OIDC_ISSUER", "SKY_OIDC_CLIENT", "SKY_OIDC_SECRET")
# Whether the identity provider itself asks for a second factor.
OIDC_IS_STRONG = env.flag("SKY_OIDC_IS_STRONG")
OIDC_ISSUER = env.text("SKY_OIDC_ISSUER").rstrip("/")
_oidc_app = {
    "provider_id": "sso",
    "name": env.text("SKY_OIDC_NAME"),
    "client_id": env.text("SKY_OIDC_CLIENT"),
    "secret": env.text("SKY_OIDC_SECRET"),
    "settings": {"server_url": OIDC_ISSUER, "oauth_pkce_enabled": True},
}
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_oidc_app]}} if OIDC else {}
SOCIALACCOUNT_ADAPTER = "sky_portal.accounts.social.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": _forms + "SocialSignupForm", "disconnect": _forms + "DisconnectForm"}
# docs/decisions/0002: an address alone never links an account.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# A class that asks a register of mandates (sky_portal.accounts.mandates), by dotted path.
MANDATE_ADAPTER = env.text("SKY_MANDATE_ADAPTER")

# --- language and time --------------------------------------------------------------------------

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"

# --- protection ---------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sky_portal.accounts.csrf.failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REDIRECT_EXEMPT = [r"^live$", r"^ready$"]
if env.flag("SKY_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours stand in front: the visitor's address is taken that far from the right.
TRUSTED_PROXIES = env.number("SKY_TRUSTED_PROXIES", 0)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # The sign-in button's answer leads to the identity provider; browsers judge that hop too.
        "form-action": [SELF, *([urlsplit(OIDC_ISSUER)._replace(path="").geturl()] if OIDC else [])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_HANDLERS = [
    "sky_portal.documents.uploads.handler.LimitHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMD_SOCKET = env.text("SKY_CLAMD_SOCKET")

# --- the portal ---------------------------------------------------------------------------------

# Demo only: the clock's offset lives in this file, shared by web, worker and beat.
DEMO_CLOCK_FILE = VAR_DIR / "demo" / "clock.json" if DEMO else None

LOG_FORMAT = env.text("SKY_LOG", "console" if DEBUG or DEMO else "json")
LOGGING_CONFIG = "sky_portal.observability.configure"
LOGGING = {"format": LOG_FORMAT, "level": env.text("SKY_LOG_LEVEL", "INFO")}
