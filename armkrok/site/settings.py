"""Settings, all from the environment; every variable is described in docs/settings.md.

Without any, this is the demo's configuration: data under ARMKROK_HOME, secrets made there at first start.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from environs import Env

from armkrok.site.content_security import POLICY
from armkrok.site.database import connection_settings
from armkrok.site.logs import logging_settings
from armkrok.site.mandates import mandate_settings
from armkrok.site.secrets import kept_secret
from armkrok.site.services import SERVICES

env = Env()
PACKAGE = Path(__file__).resolve().parent.parent
ROOT = PACKAGE.parent

# ---- where and what
HOME = Path(env.str("ARMKROK_HOME", str(ROOT / ".armkrok"))).resolve()
MODE = env.str("ARMKROK_MODE", "demo", validate=lambda mode: mode in {"demo", "test", "production"})
PRODUCTION = MODE == "production"
BASE_URL = env.str("ARMKROK_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list(
    "ARMKROK_ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname or "", "127.0.0.1", "localhost"]
)
TRUSTED_PROXIES = env.int("ARMKROK_TRUSTED_PROXIES", 0)
LOGINS_PER_ADDRESS = env.int("ARMKROK_LOGINS_PER_ADDRESS", 600)
DEBUG = False

# ---- secrets: from the environment in production, else made once and kept under HOME
KEYS = Path(env.str("ARMKROK_KEYS", str(HOME / "keys")))
SECRET_KEY = env.str("ARMKROK_SECRET_KEY", "") or kept_secret(KEYS / "secret")
FIELD_KEY = env.str("ARMKROK_FIELD_KEY", "") or kept_secret(KEYS / "field")

# ---- the database: two roles, application and owner
DATABASE_URL = env.str("DATABASE_URL", "postgresql://armkrok_app@/armkrok")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", DATABASE_URL)
DATABASE_JOBS_URL = env.str("DATABASE_JOBS_URL", DATABASE_URL)
DATABASE_POOLED = env.bool("ARMKROK_DATABASE_POOLED", False)
DATABASE_CONNECTIONS = env.int("ARMKROK_DATABASE_CONNECTIONS", 16)
STATEMENT_SECONDS = env.int("ARMKROK_STATEMENT_SECONDS", 30)
DATABASES = {
    "default": connection_settings(DATABASE_URL, connections=DATABASE_CONNECTIONS, pooled=DATABASE_POOLED),
    "owner": connection_settings(DATABASE_OWNER_URL, connections=2),
}
DATABASE_ROUTERS: list[str] = []
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- files: a folder, or an S3-compatible store (keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)
S3_BUCKET = env.str("ARMKROK_S3_BUCKET", "")
S3_ENDPOINT = env.str("ARMKROK_S3_ENDPOINT", "")
FILES = Path(env.str("ARMKROK_FILES", str(HOME / "files")))
UPLOAD_LIMIT = env.int("ARMKROK_UPLOAD_LIMIT_MB", 50) * 1_000_000
FILE_UPLOAD_HANDLERS = ["armkrok.core.documents.uploads.UploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # boxes of a page: every school's groups, or a change of year
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("ARMKROK_STATIC", str(HOME / "static")))
_MODULES = Path(env.str("ARMKROK_NODE_MODULES", str(ROOT / "node_modules")))
FONTS = _MODULES
STATICFILES_DIRS = [
    ("vendor/designsystemet", _MODULES / "@digdir/designsystemet-css/dist"),
    ("vendor/hanken-grotesk", _MODULES / "@fontsource-variable/hanken-grotesk"),
    ("vendor/htmx", _MODULES / "htmx.org/dist"),
]
STORAGES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": S3_BUCKET,
                "endpoint_url": S3_ENDPOINT or None,
                "file_overwrite": True,
            },
        }
        if S3_BUCKET
        else {"BACKEND": "armkrok.core.documents.storage.FolderStorage", "OPTIONS": {"location": FILES}}
    ),
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = MODE == "test"  # else every client of a test would look through all files first
WHITENOISE_MAX_AGE = 31_536_000 if PRODUCTION else 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

# ---- BankID (see reference in docs/identity.md)
BANKID = {
    "url": env.str("ARMKROK_BANKID_URL", "http://127.0.0.1:8010"),
    "tls_root": env.str("ARMKROK_BANKID_TLS_ROOT", ""),
    "certificate": env.str("ARMKROK_BANKID_CERTIFICATE", ""),
    "key": env.str("ARMKROK_BANKID_KEY", ""),
    "root": env.str("ARMKROK_BANKID_ROOT", str(HOME / "bankid" / "root.pem")),
    "app_url": env.str("ARMKROK_BANKID_APP_URL", "http://127.0.0.1:8010/app"),
}
BANKID_SIMULATED = env.bool("ARMKROK_BANKID_SIMULATED", not PRODUCTION)
ONLY_TEST_NUMBERS = env.bool("ARMKROK_ONLY_TEST_NUMBERS", not PRODUCTION)

# ---- the population register, asked whether people have protected identity; without a URL nobody is asked
POPULATION: dict[str, Any] = {
    "url": env.str("ARMKROK_POPULATION_URL", ""),
    "tls_root": env.str("ARMKROK_POPULATION_TLS_ROOT", ""),
    "certificate": env.str("ARMKROK_POPULATION_CERTIFICATE", ""),
    "key": env.str("ARMKROK_POPULATION_KEY", ""),
    "customer": env.str("ARMKROK_POPULATION_CUSTOMER", ""),
    "order": env.str("ARMKROK_POPULATION_ORDER", ""),
    "days": env.int("ARMKROK_POPULATION_DAYS", 7),
    "simulated": env.bool("ARMKROK_POPULATION_SIMULATED", not PRODUCTION),
}

# ---- the register of powers of attorney (Mina ombud), asked for whom people may act
MANDATES = mandate_settings(env, BASE_URL, production=PRODUCTION)

# ---- identity providers of the demo; real ones are set up by each organisation in its settings
SIMULATED_OIDC = "" if PRODUCTION else env.str("ARMKROK_SIMULATED_OIDC", "")
SIMULATED_SAML = "" if PRODUCTION else env.str("ARMKROK_SIMULATED_SAML", "")
# ---- the school system, the suppliers and the federation of the demo
SIMULATED_SCHOOL = "" if PRODUCTION else env.str("ARMKROK_SIMULATED_SCHOOL", "")
SIMULATED_SUPPLIERS = "" if PRODUCTION else env.str("ARMKROK_SIMULATED_SUPPLIERS", "")
SIMULATED_FEDERATION = "" if PRODUCTION else env.str("ARMKROK_SIMULATED_FEDERATION", "")

# ---- time stamps
# One authority, or several in order with commas between; as many roots, or one for all.
TSA_URL = env.str("ARMKROK_TSA_URL", "http://127.0.0.1:8011")
TSA_ROOT = env.str("ARMKROK_TSA_ROOT", str(HOME / "tsa" / "root.pem"))
TSA_SIMULATED = env.bool("ARMKROK_TSA_SIMULATED", not PRODUCTION)
TSA_TIMEOUT = env.float("ARMKROK_TSA_TIMEOUT", 5.0)
ARCHIVE_DROP = env.str("ARMKROK_ARCHIVE_DROP", "")
ARCHIVE_BUCKET = env.str("ARMKROK_ARCHIVE_BUCKET", "")
if ARCHIVE_BUCKET:
    STORAGES["archive"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": ARCHIVE_BUCKET, "endpoint_url": S3_ENDPOINT or None},
    }
elif ARCHIVE_DROP:
    STORAGES["archive"] = {
        "BACKEND": "armkrok.core.documents.storage.FolderStorage",
        "OPTIONS": {"location": ARCHIVE_DROP},
    }
ARCHIVE_SCHEMAS = Path(folder) if (folder := env.str("ARMKROK_ARCHIVE_SCHEMAS", "")) else None
SIGN_SERVICES = Path(env.str("ARMKROK_SIGN_SERVICES", str(HOME / "signservice" / "services.toml")))
TRUST = Path(env.str("ARMKROK_TRUST", str(HOME / "trust")))

# ---- private keys: in a hardware module (PKCS #11) when one is named, else in encrypted files under KEYS
PKCS11: dict[str, Any] = {
    "module": env.str("ARMKROK_PKCS11_MODULE", ""),
    "token": env.str("ARMKROK_PKCS11_TOKEN", "armkrok"),
    "pin": env.str("ARMKROK_PKCS11_PIN", ""),
    "sessions": env.int("ARMKROK_PKCS11_SESSIONS", 4),
    "wait": env.float("ARMKROK_PKCS11_WAIT", 5.0),
}

# ---- mail
_smtp = urlsplit(env.str("ARMKROK_SMTP_URL", "smtp://127.0.0.1:8025"))
EMAIL_HOST, EMAIL_PORT = _smtp.hostname or "", _smtp.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _smtp.username or "", _smtp.password or ""
EMAIL_USE_TLS = _smtp.scheme == "smtp+starttls"
EMAIL_USE_SSL = _smtp.scheme == "smtps"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
DEFAULT_FROM_EMAIL = env.str("ARMKROK_MAIL_FROM", "Armkrok <svara-inte@armkrok.example>")

# ---- calls to addresses that organisations choose: hosts that may be internal and speak plain http
OUTGOING_HOSTS = env.list("ARMKROK_OUTGOING_HOSTS", ["127.0.0.1", "localhost"] if MODE == "demo" else [])
# ---- internal hosts that one organisation may call: slug=host:port
INNER_HOSTS: list[str] = env.list("ARMKROK_INNER_HOSTS", [])

# ---- a folder that PDFs are taken from, with one folder in it for each organisation
IMPORT_FOLDER = env.str("ARMKROK_IMPORT", str(HOME / "import") if MODE == "demo" else "")

# ---- demo links, shown only outside production
PHONE_URL = "" if PRODUCTION else env.str("ARMKROK_PHONE_URL", "http://127.0.0.1:8010/")
MAILBOX_URL = "" if PRODUCTION else env.str("ARMKROK_MAILBOX_URL", "http://127.0.0.1:8012/")

# ---- the processes
WEB_WORKERS = env.int("ARMKROK_WEB_WORKERS", 2)
WEB_THREADS = env.int("ARMKROK_WEB_THREADS", 4)
WORKER_CONCURRENCY = env.int("ARMKROK_WORKER_CONCURRENCY", 4)
WORKER_STALLED = env.int("ARMKROK_WORKER_STALLED", 30)

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "armkrok.ui",
    "armkrok.core.registry",
    "armkrok.core.tenants",
    "armkrok.core.policies",
    "armkrok.core.jobs",
    "armkrok.core.audit",
    "armkrok.core.events",
    "armkrok.core.documents",
    "armkrok.core.identity",
    "armkrok.core.access",
    "armkrok.core.eid",
    "armkrok.core.notifications",
    "armkrok.core.members",
    "armkrok.core.reading",
    "armkrok.core.administration",
    "armkrok.core.scim",
    "armkrok.core.webhooks",
    "armkrok.core.passkeys",
    "armkrok.core.protection",
    "armkrok.core.mandates",
    "armkrok.core.me",
    *SERVICES,
    "armkrok.site.seeding",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "armkrok.site.middleware.ShortAddresses",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "armkrok.core.access.middleware.ActorMiddleware",
    "armkrok.core.access.usage.UsageMiddleware",
    "armkrok.site.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "armkrok.site.urls"
WSGI_APPLICATION = "armkrok.site.wsgi.application"
MESSAGE_STORAGE = "armkrok.site.confirmations.Confirmations"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "armkrok.site.frame.frame",
            ],
        },
    }
]

# ---- language and time
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Svenska")), ("en", _("Engelska"))]
LOCALE_PATHS = [PACKAGE / "ui" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# ---- safety (ASVS 5.0 chapters 3 and 7)
SECURE_COOKIES = BASE_URL.startswith("https:")
_prefix = "__Host-" if SECURE_COOKIES else ""
LOGIN_COOKIE = f"{_prefix}armkrok"
BROWSER_COOKIE = f"{_prefix}armkrok-webblasare"
WAY_COOKIE = f"{_prefix}armkrok-inloggning"
CSRF_COOKIE_NAME = f"{_prefix}armkrok-csrf"
CSRF_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "armkrok.site.views.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
LANGUAGE_COOKIE_NAME = f"{_prefix}armkrok-sprak"
LANGUAGE_COOKIE_SECURE = SECURE_COOKIES
CONFIRMATION_COOKIE = f"{_prefix}armkrok-bekraftelse"
SESSION_COOKIE_SECURE = SECURE_COOKIES  # Django's own sessions are not used; its message storage asks for it
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_COOKIES
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = POLICY
LOGGING = logging_settings(env.str("ARMKROK_LOG", "INFO"))
