"""Every value the portal runs with; the only file that reads the environment."""

from datetime import timedelta
from pathlib import Path

import environ
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from portal.secret import kept_secret

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()
env.read_env(BASE_DIR / ".env")

# The run

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or kept_secret(VAR / "secret-key")
# Secrets replaced by the present one: receipts made under them are still to be found.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# True suits a run on the loopback address and nothing else; a server sets it to false.
INSECURE_HTTP = env.bool("PORTAL_INSECURE_HTTP", default=True)
PORTAL_ROLE = env.str("PORTAL_ROLE", default="")
PORTAL_HOST = env.str("PORTAL_HOST", default="127.0.0.1")
PORTAL_PORT = env.str("PORT", default="8000")
PORTAL_WEB_WORKERS = env.int("WEB_WORKERS", default=1)
PORTAL_WEB_THREADS = 4
# Fill an empty database with a small made-up city; never on a real server.
PORTAL_DEMO = env.bool("PORTAL_DEMO", default=INSECURE_HTTP)

# What the portal is made of

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "guardian",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "oauth2_provider",
    "axes",
    "procrastinate.contrib.django",
    "portal.apps.PortalConfig",
    "catalog",
    "requests_app",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.interfaces.readings.Reading",
    "portal.interfaces.contractors.ContractorAccess",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "portal.interfaces.pages.frame",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": CONTEXT_PROCESSORS},
    },
]

# Database: one PostgreSQL. Only the web must be quick; jobs and migrations may take their time.

DATABASES = {"default": env.db_url("DATABASE_URL", default="postgresql:///portal")}
# The server binds the values, and keeps a plan for what a connection asks often.
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"].get("OPTIONS", {}),
    "server_side_binding": True,
    "prepare_threshold": 5,
}
if PORTAL_ROLE == "web":
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": PORTAL_WEB_THREADS + 2, "timeout": 10},
        "options": "-c statement_timeout=5s -c lock_timeout=10s"
        " -c idle_in_transaction_session_timeout=20s",
    }

# Language and time

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"

# Identity

AUTH_USER_MODEL = "portal.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "admin:index"  # the admin's own login page forgets where one wanted to go
LOGOUT_REDIRECT_URL = "/"
ANONYMOUS_USER_NAME = None  # nobody holds rights without having signed in
GUARDIAN_MONKEY_PATCH_USER = False
GUARDIAN_MONKEY_PATCH_GROUP = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_ALLOWED_CORS_ORIGINS = ""
AXES_ENABLE_ADMIN = False  # failed sign-ins are lines of the log, not rows to browse

# Cookies, transport, content

SESSION_COOKIE_AGE = 8 * 3600  # a working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not INSECURE_HTTP
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not INSECURE_HTTP
SECURE_HSTS_SECONDS = 0 if INSECURE_HTTP else 365 * 86400
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not INSECURE_HTTP
# Only behind a proxy that sets this header itself and drops the client's.
if env.bool("PORTAL_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# The admin's skin evaluates expressions and sets styles inline; inline scripts stay forbidden.
CSP_ADMIN = {
    **SECURE_CSP,
    "script-src": [CSP.SELF, CSP.UNSAFE_EVAL],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
# An entry is one form: a thousand items of nineteen fields each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 25_000

# Static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "woff2", "png", "jpg", "gif", "ico", "gz", "br")
STATIC_MANIFEST = env.bool("PORTAL_STATIC_MANIFEST", default=not DEBUG)
HASHED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": HASHED if STATIC_MANIFEST else PLAIN},
}
MEDIA_ROOT = VAR / "media"

# Lists

FILTERS_EMPTY_CHOICE_LABEL = "—"

# The API

SCOPES = {
    "catalog": _("Read the data directories"),
    "request": _("Apply for data and answer applications"),
    "data": _("Receive data under an agreement"),
}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "portal.interfaces.api_defaults.ApiClientAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    # Not in interfaces.api: the framework loads these while its first view is being defined.
    "DEFAULT_PERMISSION_CLASSES": ["portal.interfaces.api_defaults.DenyByDefault"],
    "DEFAULT_THROTTLE_CLASSES": ["portal.interfaces.api_defaults.ClientRate"],
    "DEFAULT_RENDERER_CLASSES": ["portal.interfaces.api_defaults.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "portal.interfaces.schema.PortalSchema",
    "EXCEPTION_HANDLER": "portal.interfaces.api.problem_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
# fmt: off
RFC9700 = [
    "IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "PKCE_REQUIRED", "ACCESS_TOKEN_TRANSPORT",
    "AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_SCHEME",
    "REDIRECT_URI_MATCHING",
]
# fmt: on
OAUTH2_PROVIDER_APPLICATION_MODEL = "oauth2_provider.Application"
OAUTH2_PROVIDER = {
    # Knows the client-credentials grant and no other.
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "SCOPES": SCOPES,
    "DEFAULT_SCOPES": ["catalog"],
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    # Tokens are stored hashed, and whatever else RFC 9700 asks for.
    **{f"COMPLIANT_BCP_RFC9700_{rule}": True for rule in RFC9700},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "政务数据共享门户 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "OAUTH2_FLOWS": ["clientCredentials"],
    "OAUTH2_TOKEN_URL": "/oauth/token/",
    "OAUTH2_SCOPES": SCOPES,
    "COMPONENT_SPLIT_REQUEST": True,
    # Choices stay with their fields; no shared enum names.
    "POSTPROCESSING_HOOKS": [
        "portal.interfaces.problems.with_problems",
        "portal.interfaces.specimens.with_examples",
    ],
}

# The regulation as practised here: local switches, shorter periods (Art. 23), directory codes

PORTAL_SWITCHES = env.json("PORTAL_SWITCHES", default={})
PORTAL_LOCAL_PERIODS = env.json("PORTAL_LOCAL_PERIODS", default={})
PORTAL_DIRECTORY_PREFIX = env.str("PORTAL_DIRECTORY_PREFIX", default="307031000")
PORTAL_API_RATE = env.str("PORTAL_API_RATE", default="3000/min")
PORTAL_DAILY_QUOTA = env.int("PORTAL_DAILY_QUOTA", default=10_000)

# Catalogs of others: the hosts that may be read (with the port where it is not the usual one),
# whether one of them may lie in the own network, and how many seconds one reading goes on before
# others have their turn

PORTAL_HARVEST_HOSTS = env.list("PORTAL_HARVEST_HOSTS", default=[])
PORTAL_HARVEST_PRIVATE = env.bool("PORTAL_HARVEST_PRIVATE", default=False)
PORTAL_HARVEST_SECONDS = env.int("PORTAL_HARVEST_SECONDS", default=20)

# Notices: where e-mails go out, what their addresses begin with, when the digest is made

MAIL_URL = env.email_url("EMAIL_URL", default="consolemail://")
_MAIL_OPTIONS = {
    "host": MAIL_URL["EMAIL_HOST"],
    "port": MAIL_URL["EMAIL_PORT"],
    "username": MAIL_URL["EMAIL_HOST_USER"],
    "password": MAIL_URL["EMAIL_HOST_PASSWORD"],
    "use_tls": MAIL_URL.get("EMAIL_USE_TLS", False),
    "use_ssl": MAIL_URL.get("EMAIL_USE_SSL", False),
    "timeout": 10,
}
IS_SMTP = MAIL_URL["EMAIL_BACKEND"].startswith("django.core.mail.backends.smtp.")
MAILERS = {
    "default": {
        "BACKEND": MAIL_URL["EMAIL_BACKEND"],
        "OPTIONS": _MAIL_OPTIONS if IS_SMTP else {},
    }
}
DEFAULT_FROM_EMAIL = env.str("PORTAL_MAIL_FROM", default="portal@localhost")
PORTAL_ADDRESS = env.str("PORTAL_ADDRESS", default=f"http://{PORTAL_HOST}:{PORTAL_PORT}")
PORTAL_DIGEST_HOUR = env.int("PORTAL_DIGEST_HOUR", default=8)

# Jobs live in jobs.py: in this domain a task is something a department owes.

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# The audit chain

AUDIT_HASH = env.str("AUDIT_HASH", default="sm3")
AUDIT_ANCHOR_FILE = Path(env.str("AUDIT_ANCHOR_FILE", default=str(VAR / "anchor")))

# Logs: one line each, to where the service manager collects them

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s level=%(levelname)s logger=%(name)s %(message)s"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django": {"handlers": []},  # Django's own handlers would say everything twice
        "procrastinate": {"level": "WARNING"},  # both greet at every start
        "axes": {"level": "WARNING"},
    },
}

# The admin's look

# fmt: off
GREYS = {
    "50": "oklch(97.3% .003 265)", "100": "oklch(95.7% .005 258)", "200": "oklch(91.4% .008 254)",
    "300": "oklch(87.4% .012 252)", "400": "oklch(71.7% .026 252)", "500": "oklch(51.3% .027 256)",
    "600": "oklch(43.1% .029 256)", "700": "oklch(39.3% .030 252)", "800": "oklch(33.2% .028 251)",
    "900": "oklch(23.1% .021 252)", "950": "oklch(19.3% .017 253)",
}
BLUES = {
    "50": "oklch(96.8% .009 248)", "100": "oklch(93.2% .018 245)", "200": "oklch(86.9% .034 244)",
    "300": "oklch(77.1% .059 245)", "400": "oklch(77.9% .078 246)", "500": "oklch(64.8% .086 246)",
    "600": "oklch(46.3% .104 249)", "700": "oklch(40% .090 250)", "800": "oklch(35.5% .074 250)",
    "900": "oklch(31.8% .063 250)", "950": "oklch(24.3% .045 252)",
}
# fmt: on
UNFOLD = {
    "SITE_TITLE": _("Government data sharing portal"),
    "SITE_HEADER": _("Government data sharing portal"),
    "SITE_URL": reverse_lazy("admin:index"),
    "SITE_FAVICONS": [{"rel": "icon", "href": "data:,"}],
    "SHOW_LANGUAGES": True,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "3px",
    "STYLES": [
        lambda request: static("portal/portal.css"),
        lambda request: static("portal/admin.css"),
    ],
    "SCRIPTS": [lambda request: static("portal/desk.js")],
    "DASHBOARD_CALLBACK": "portal.interfaces.workbench.dashboard",
    "COMMAND": {"search_models": True},
    "SIDEBAR": {"show_search": True, "navigation": "portal.interfaces.workbench.navigation"},
    "COLORS": {"base": GREYS, "primary": BLUES},
}
