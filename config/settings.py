"""Settings of Atrium: one file, read from the environment. `docs/operations.md` explains every variable.

Nothing here starts a server: where DATABASE_URL or REDIS_URL is missing, manage.py and the runner start the
embedded ones first and set the variables.
"""

from email.utils import parseaddr
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import environ
from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

from core.db.urls import parse_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = BASE_DIR / ".atrium"
env = environ.Env()

# Production means: secrets are given, HTTPS only, hosts named. Otherwise Atrium runs for one person on one machine.
PRODUCTION = env.bool("ATRIUM_PRODUCTION", default=False)
DEBUG = env.bool("DEBUG", default=False)


def local_secret_key() -> str:
    """The key of a machine that is not in production: made once, kept beside the embedded database."""
    path = STATE_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default="") or local_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "core",
    "accounts",
    "notifications",
    "facilities",
    "vendors",
    "workorders",
    "integrations",
    "api",
    "demo",
    "accounts.apps.AtriumAdminConfig",
    "django.contrib.auth",
    "django.contrib.humanize",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "template_partials",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "oauth2_provider",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
]
INSTALLED_APPS = [app for app in INSTALLED_APPS if find_spec(app.partition(".Atrium")[0])]

MIDDLEWARE = [
    "core.addresses.ForwardedMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.ContentPolicyMiddleware",
    "core.middleware.RequestIdMiddleware",
    "core.operations.metrics.MetricsMiddleware",
    "api.middleware.ApiMiddleware",
    "core.middleware.UploadLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.ActingMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.middleware.request_id",
                "core.pages.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "core.rendering.AtriumRenderer"


# The application's role. It owns nothing: the owner (DATABASE_ADMIN_URL) runs migrations and makes test databases.
DATABASES = {"default": parse_database_url(env.str("DATABASE_URL", default="postgresql://atrium@localhost/atrium"))}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],
    "server_side_binding": True,
    # Off behind a pooler that does not know prepared statements.
    "prepare_threshold": 1 if env.bool("DATABASE_PREPARE", default=True) else None,
}
DATABASE_ADMIN_URL = env.str("DATABASE_ADMIN_URL", default="")
# A writing transaction older than this holds up everybody's change feed and is ended. Seconds.
WRITE_TRANSACTION_LIMIT = env.int("ATRIUM_WRITE_TRANSACTION_LIMIT", default=60)

# Networks that webhooks and rules may call although they are private, such as 10.20.0.0/16.
OUTBOUND_ALLOWED_NETWORKS = env.list("ATRIUM_OUTBOUND_ALLOWED_NETWORKS", default=[])
OUTBOUND_HTTPS_ONLY = env.bool("ATRIUM_OUTBOUND_HTTPS_ONLY", default=PRODUCTION)
# Seconds that one call of a webhook may take, days for which it is tried, and days for which its log is kept.
WEBHOOK_TIMEOUT = env.float("ATRIUM_WEBHOOK_TIMEOUT", default=15.0)
WEBHOOK_RETRY_DAYS = env.int("ATRIUM_WEBHOOK_RETRY_DAYS", default=3)
WEBHOOK_LOG_DAYS = env.int("ATRIUM_WEBHOOK_LOG_DAYS", default=30)
# Whole months of changes, and of calls in the audit log, that are kept beside the present one; unset: for ever.
KEEP_CHANGES_MONTHS = env.int("ATRIUM_KEEP_CHANGES_MONTHS", default=None)
KEEP_AUDIT_MONTHS = env.int("ATRIUM_KEEP_AUDIT_MONTHS", default=None)
# Seconds after which the webhooks of a dispatcher that was killed are taken over by another.
WEBHOOK_LEASE = env.float("ATRIUM_WEBHOOK_LEASE", default=10.0)

REDIS_URL = env.str("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": "atrium"}
}
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="redis://localhost:6379/1")
# Longer than the longest task: a task that is still running must not be handed to a second worker.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "expired-secrets": {"task": "accounts.tasks.delete_expired_secrets", "schedule": 3600},
    "lost-imports": {"task": "core.imports.tasks.resume_lost_imports", "schedule": 60},
    "audit-seals": {"task": "api.tasks.seal_audit_logs", "schedule": 60},
    "waiting-scans": {"task": "core.documents.tasks.scan_all_documents", "schedule": 60},
    "orphaned-files": {"task": "core.documents.tasks.collect_all_orphans", "schedule": 24 * 3600},
    "lost-exports": {"task": "api.exporting.tasks.resume_lost_exports", "schedule": 60},
    "lost-copies": {"task": "accounts.copies.tasks.resume_lost_copies", "schedule": 60},
    "expired-copies": {"task": "accounts.copies.tasks.remove_expired_copies", "schedule": 3600},
    "expired-exports": {"task": "api.exporting.tasks.remove_expired_exports", "schedule": 3600},
    "expired-idempotency-keys": {"task": "api.tasks.delete_expired_keys", "schedule": 3600},
    "notifications": {"task": "notifications.tasks.tell_everybody", "schedule": 5},
    "planned-work": {"task": "workorders.tasks.make_planned_work", "schedule": 300},
    "sla-promises": {"task": "workorders.promises.tasks.mark_all_promises", "schedule": 60},
    "lost-recomputations": {"task": "workorders.promises.tasks.resume_lost_recomputations", "schedule": 60},
    "coming-holidays": {"task": "workorders.promises.tasks.extend_all_calendars", "schedule": 24 * 3600},
    "reports-by-mail": {"task": "workorders.tasks.send_reports", "schedule": 60},
    "mail": {"task": "notifications.tasks.deliver_mail", "schedule": 10},
    "rules": {"task": "integrations.rules.tasks.run_rules", "schedule": 3},
    "old-receipts": {"task": "workorders.tasks.forget_receipts", "schedule": 24 * 3600},
    "old-deliveries": {"task": "integrations.tasks.forget_deliveries", "schedule": 3600},
    "change-partitions": {"task": "core.tasks.make_change_partitions", "schedule": 6 * 3600},
}

AUTH_USER_MODEL = "accounts.Person"
ATRIUM_ORGANIZATION_MODEL = "accounts.Organization"
ATRIUM_MEMBER_ACTOR = "accounts.authentication.member_actor"
ATRIUM_RECORD_MAIL = "notifications.sandboxes.record_letter"
ATRIUM_COPYING = "config.copying.RULES"
ATRIUM_SURFACES = "config.surfaces.SURFACES"
ATRIUM_STARTS_WITH = "config.surfaces.STARTS_WITH"
ATRIUM_EXTRAS = "config.surfaces.EXTRAS"
ATRIUM_GAUGES = "config.gauges.GAUGES"
ATRIUM_SIDEBAR = "config.surfaces.SIDEBAR"
ATRIUM_LEAVING = "workorders.leaving.refuse_leaving"
ATRIUM_ERASING = "api.audit.recording.forget_addresses"
ATRIUM_OWN = "workorders.teams.own_of"
ATRIUM_PAGES = "config.surfaces.PAGES"
ATRIUM_LATER_PAGES = "config.surfaces.LATER_PAGES"
ATRIUM_MOVE_COUNTS = "config.surfaces.MOVE_COUNTS"
ATRIUM_NOTICE_KINDS = "config.notices.KINDS"
ATRIUM_NOTICE_RULES = "config.notices.RULES"
ATRIUM_MAIL_REPLIES = "config.notices.REPLIES"
ATRIUM_TELLING = "api.telling"
# Who besides the readers of the changes needs a month of them: `(cursor, month)` -> their name, or nothing.
ATRIUM_CHANGES_NEEDED = ["integrations.webhooks.unread.needed_by_webhooks"]
ATRIUM_BELL = "notifications.bell.unread"
AUTHENTICATION_BACKENDS = ["accounts.backends.SessionBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
# Who invites vouches for the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
SESSION_COOKIE_AGE = 14 * 24 * 3600
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "login_webauthn": "accounts.forms.SignInByPasskeyForm",
}
MFA_TOTP_ISSUER = "Atrium"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A passkey on this machine alone works without HTTPS.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
# Platform staff opens the admin with a second factor only.
ATRIUM_ADMIN_MFA = env.bool("ATRIUM_ADMIN_MFA", default=True)

OAUTH2_PROVIDER_APPLICATION_MODEL = "accounts.Application"
OAUTH2_PROVIDER_ACCESS_TOKEN_MODEL = "accounts.AccessToken"
OAUTH2_PROVIDER_REFRESH_TOKEN_MODEL = "accounts.RefreshToken"
OAUTH2_PROVIDER_ID_TOKEN_MODEL = "accounts.IDToken"
OAUTH2_PROVIDER_GRANT_MODEL = "accounts.Grant"
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "OAUTH2_VALIDATOR_CLASS": "accounts.oauth.Validator",
    "SCOPES_BACKEND_CLASS": "accounts.oauth.Scopes",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    # Checksums instead of tokens, and none of the flows that Atrium does not serve anyway.
    **{
        f"COMPLIANT_BCP_RFC9700_{gate}": True
        for gate in (
            "ACCESS_TOKEN_TRANSPORT AUTHZ_RESPONSE_ISS IMPLICIT_GRANT PASSWORD_GRANT PKCE_METHOD PKCE_REQUIRED "
            "REDIRECT_URI_MATCHING REDIRECT_URI_SCHEME REFRESH_TOKEN TOKEN_STORAGE"
        ).split()
    },
}

# A JSON body may be so large, in bytes; a larger one is answered with 413.
API_BODY_LIMIT = DATA_UPLOAD_MAX_MEMORY_SIZE = env.int("ATRIUM_API_BODY_LIMIT", default=10 * 1024 * 1024)
# Entries of the audit log that wait in a process are stored so often, in seconds; 0: only when told, as in tests.
AUDIT_FLUSH_SECONDS = env.float("ATRIUM_AUDIT_FLUSH_SECONDS", default=1)
# So many wrong secrets from one address within five minutes shut it out for fifteen; 0: never.
API_FAILURES = env.int("ATRIUM_API_FAILURES", default=20)
REST_FRAMEWORK = {
    # The middleware has authenticated already; a view without a permission class of its own is not public.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.HasActor"],
    "DEFAULT_PARSER_CLASSES": ["api.parsing.StrictJsonParser", "api.parsing.MergePatchParser"],
    "DEFAULT_RENDERER_CLASSES": ["api.negotiation.AnswerRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.negotiation.VersionedNegotiation",
    "DEFAULT_SCHEMA_CLASS": "api.openapi.schema.ApiSchema",
    "EXCEPTION_HANDLER": "api.errors.handle_exception",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Atrium",
    "DESCRIPTION": "Properties, spaces, equipment and work orders of an organization.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATIONS": False,
    "COMPONENT_SPLIT_REQUEST": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "PREPROCESSING_HOOKS": ["api.openapi.schema.only_the_api"],
    "POSTPROCESSING_HOOKS": ["api.openapi.schema.finish_document"],
    "APPEND_COMPONENTS": {
        "securitySchemes": {
            "oauth2": {
                "type": "oauth2",
                "flows": {"clientCredentials": {"tokenUrl": "/oauth/token/", "scopes": {}}},
            },
            "apiKey": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "Api-Key <prefix>.<secret>",
            },
            "xApiKey": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        }
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=STATE_DIR / "static")
_unfold = cast(ModuleSpec, find_spec("unfold"))
INTER_FONTS = Path(cast(list[str], _unfold.submodule_search_locations)[0]) / "static/unfold/fonts/inter"
STATICFILES_DIRS = [BASE_DIR / "static", ("inter", INTER_FONTS)]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "core.assets.JoinedStylesheetFinder",
]
MEDIA_ROOT = env.path("MEDIA_ROOT", default=STATE_DIR / "media")
# S3-compatible storage by django-storages where a bucket is named; otherwise files lie under MEDIA_ROOT.
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_OPTIONS = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
    "default_acl": "private",
    "file_overwrite": False,
    "querystring_expire": 300,
}
# The largest file somebody may add to a record, and the largest import. Bytes.
ATRIUM_MAX_FILE_BYTES = env.int("ATRIUM_MAX_FILE_BYTES", default=25_000_000)
ATRIUM_MAX_IMPORT_BYTES = env.int("ATRIUM_MAX_IMPORT_BYTES", default=100_000_000)
# A picture of more pixels is refused before it is read; ten bytes of a file can claim a gigabyte of them.
ATRIUM_MAX_PIXELS = env.int("ATRIUM_MAX_PIXELS", default=64_000_000)
# A document that belongs to no record, such as a report, is kept so many days.
ATRIUM_UNLINKED_DAYS = env.int("ATRIUM_UNLINKED_DAYS", default=30)
# clamd, which scans documents for viruses: `host:port` or the path of its socket. Seconds until it counts as away.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", default=30)
# Whether a file that waits for the scan is closed (true) or may already be read.
ATRIUM_SCAN_FIRST = env.bool("ATRIUM_SCAN_FIRST", default=True)
# The broker of building systems, such as mqtts://user:secret@broker.example:8883; empty: none is listened to.
MQTT_URL = env.str("MQTT_URL", default="")
# What an organization's topics begin with on the broker, so that none hears another's.
ATRIUM_MQTT_PREFIX = env.str("ATRIUM_MQTT_PREFIX", default="{organization}/")
# So many days the file of an export is kept.
ATRIUM_EXPORT_DAYS = env.int("ATRIUM_EXPORT_DAYS", default=7)
# So many days after the work is done its requester may still say that it did not help.
ATRIUM_REOPEN_DAYS = env.int("ATRIUM_REOPEN_DAYS", default=14)
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": S3_OPTIONS}
    if S3_BUCKET
    else {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Atrium <atrium@localhost>")
# Seconds after which a mail server that does not answer counts as down.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)
# Where links in letters lead, and the address that answers are sent to, such as reply@mail.example; empty: none.
ATRIUM_BASE_URL = env.str("ATRIUM_BASE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}")
ATRIUM_REPLY_ADDRESS = env.str("ATRIUM_REPLY_ADDRESS", default="")
# Where the command that takes answers looks for them.
INBOUND_MAIL_URL = env.str("INBOUND_MAIL_URL", default="")
# The right-hand side of message ids.
ATRIUM_MAIL_DOMAIN = parseaddr(DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
# Programs are told that plain HTTP is refused; a redirect would let them send the secret in clear each time.
SECURE_REDIRECT_EXEMPT = [r"^api/", r"^oauth/", r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
# Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto are believed; "unix" for one that
# connects through a socket file.
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

# Who may read /metrics: a scraper with the token, or one at these addresses or networks.
ATRIUM_METRICS_TOKEN = env.str("ATRIUM_METRICS_TOKEN", default="")
ATRIUM_METRICS_NETWORKS = env.list("ATRIUM_METRICS_NETWORKS", default=["127.0.0.1", "::1"])
# The collector of traces; the OpenTelemetry SDK reads its other variables itself.
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")

LOG_FORMAT = env.str("LOG_FORMAT", default="json" if PRODUCTION else "line")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "core.operations.logs.ContextFilter"}},
    "formatters": {
        "line": {
            "()": "core.operations.logs.LineFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "core.operations.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["context"]}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # They say of each request or task what Atrium says better, httpx2 with addresses that may hold secrets; what goes
    # wrong is still told.
    "loggers": {
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "httpx2": {"level": "WARNING"},
    },
}
# Else the worker would put its own in the place of all this.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
