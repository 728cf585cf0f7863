"""Settings, top to bottom: where we are, secrets, apps, web, data, login, mail, work, looks.

Every value that differs between schools comes from the environment; `.env.example` documents each.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from mentorship.environment import encryption_keys, env, push_key, read_files, redis_addresses, required
from mentorship.logs import logging_config

# Lets forms and admin classes name their model in brackets, as type checkers want.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
read_files(BASE_DIR)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")
_SECURE = SITE_URL.startswith("https://")

# Secrets ---------------------------------------------------------------------------------------
SECRET_KEY, _KEYS = required(
    {
        "SECRET_KEY": "only-for-debugging-never-for-a-school",
        "ENCRYPTION_KEYS": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    },
    debug=DEBUG,
)
# Newest first: the first key encrypts, all of them decrypt. Each is 32 bytes in URL-safe base64.
ENCRYPTION_KEYS = encryption_keys(_KEYS)

# Apps ------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "accounts",
    "notifications",
    "programs",
    "training",
    "people",
    "surveys",
    # Before `pairs`: what happens to people and years, it hears first (matching/receivers.py).
    "matching",
    "pairs",
    "sessions",
    "feedback",
    "reports",
    "home",
    "mentorship.apps.MentorshipConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_http_compression",
    "django_structlog",
    "template_partials",
]

# Web -------------------------------------------------------------------------------------------
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_http_compression.middleware.HttpCompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.database_faults.DatabaseFaultMiddleware",
    "core.maintenance.MaintenanceMiddleware",
    "core.body_limit.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.PrivatePagesMiddleware",
    "accounts.middleware.PersonalTimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.NullCharactersMiddleware",
    "accounts.middleware.InvalidFormsMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
]
ROOT_URLCONF = "mentorship.demo.urls" if DEMO else "mentorship.urls"
WSGI_APPLICATION = "mentorship.wsgi.application"
_HOST = urlsplit(SITE_URL).hostname or "localhost"
# The last two are for health checks, which ask the machine itself.
ALLOWED_HOSTS = [_HOST, *env.list("ALLOWED_HOSTS", default=[]), "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
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
                "mentorship.context.site_context",
            ],
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # health checks ask the machine itself, without TLS
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_HSTS_PRELOAD = _SECURE
_BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
# Login is limited by address: behind a proxy that is the visitor's, not the proxy's, which everybody shares.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_BEHIND_PROXY)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # unless the person says that the device is theirs
CSRF_COOKIE_HTTPONLY = True
# The whole body of a request, files included: of any view, and of one that files are uploaded to.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
LARGEST_UPLOAD = 5_500_000
LARGEST_PICTURE = 25_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
# While this file is there, every page says that the site is closed for a while.
MAINTENANCE_FILE = Path(env.str("MAINTENANCE_FILE", default=str(DATA_DIR / "maintenance")))

# Data ------------------------------------------------------------------------------------------
# No connection to another machine waits longer than this for an answer.
_TIMEOUT = 10  # seconds
_DATABASE_URL = env.str("DATABASE_URL", default="") or f"sqlite:///{DATA_DIR / 'mentorship.sqlite3'}"
DATABASES = {"default": env.db_url_config(_DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers queue up instead of failing: a transaction takes the write lock when it begins.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # A connection of the pool is checked before it is used, and replaced after an hour; a page waits for one for a
    # few seconds, in which a server that restarts is there again.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": _TIMEOUT,
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL", default=10),
            "max_lifetime": 3600,
            "timeout": _TIMEOUT,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
CELERY_BROKER_URL, _CACHE_URL = redis_addresses(REDIS_URL) if REDIS_URL else ("memory://", "")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _CACHE_URL,
        # A page asks the cache several times: less patience than with the rest.
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Login -----------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
# Where visitors arrive, and where signing out leads.
FRONT_DOOR = "demo:choose-person" if DEMO else "programs:list-programs"
LOGOUT_REDIRECT_URL = FRONT_DOOR
ACCOUNT_ADAPTER = "accounts.adapter.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_RATE_LIMITS = {
    "sign_in_link": "60/m/ip",
    "renew_sign_in_link": "10/m/ip",
    "volunteer": "10/h/ip",
    "verify_certificate": "30/m/ip",
    # A calendar asks again and again, and many ask from one address of Google's: counted by feed. Strangers are not.
    "calendar_feed": "120/h/key",
    "calendar_stranger": "30/m/ip",
}  # beside those of the library
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = None  # the person says so, by password and, in the adapter, by code
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _SECURE else "http"

# Mail ------------------------------------------------------------------------------------------
# Without EMAIL_URL, e-mails are files in var/mail, which the demo mailbox shows.
_EMAIL_URL = env.str("EMAIL_URL", default="")
if _EMAIL_URL:
    vars().update(env.email_url_config(_EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_TIMEOUT = _TIMEOUT
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_DOMAIN = _HOST
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Mentorship <mentorship@localhost>")
# Where answers go when a program names no address of its own.
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", default="")

# The mailbox to which mail servers send what they could not deliver, and keys of providers that post it to the site.
RETURNED_MAIL_URL = env.str("RETURNED_MAIL_URL", default="")
MAIL_EVENT_KEYS: dict[str, str] = env.dict("MAIL_EVENT_KEYS", default={})

# Other channels --------------------------------------------------------------------------------
# Signs what is pushed to browsers; without it nothing of this is on any page.
VAPID_PRIVATE_KEY = push_key(env.str("VAPID_PRIVATE_KEY", default=""))

# How text messages leave: empty for none; the demo school puts them into files in var.
SMS_URL = env.str("SMS_URL", default="file:" if DEMO else "")

# Work ------------------------------------------------------------------------------------------
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = _TIMEOUT
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_limit": 100,
    "socket_connect_timeout": _TIMEOUT,
    "socket_timeout": _TIMEOUT,
    # A worker that serves several queues looks into the first of them first.
    "queue_order_strategy": "priority",
}
# What people wait for, what only has to be done, and what keeps a worker for minutes. A worker serves all of them, or
# those of its `--queues`.
CELERY_TASK_QUEUES = [Queue(name, routing_key=name) for name in ("urgent", "bulk", "heavy")]
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_TASK_ROUTES = {
    "notifications.tasks.sweep_outbox": {"queue": "urgent"},
    "matching.tasks.run_round": {"queue": "heavy"},
    "matching.tasks.form_groups": {"queue": "heavy"},
    "people.tasks.import_file": {"queue": "heavy"},
    "programs.tasks.take_long_step": {"queue": "heavy"},
    "reports.tasks.count_*": {"queue": "heavy"},
    "sessions.tasks.read_own_calendars": {"queue": "heavy"},
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0}
# No task holds a worker for ever: it is told to end, and then ended. A task goes to another worker only after that.
CELERY_TASK_SOFT_TIME_LIMIT = 780  # seconds
CELERY_TASK_TIME_LIMIT = 840
CELERY_BEAT_SCHEDULER = "mentorship.beat:SoleScheduler"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "count-undecryptable-texts": {"task": "core.tasks.count_undecryptable_texts", "schedule": 3600.0},
    # Sweeps that no worker took up in time are dropped: after a stop they would all come at once.
    "sweep-the-outbox": {"task": "notifications.tasks.sweep_outbox", "schedule": 5.0, "options": {"expires": 5.0}},
    "send-copies": {"task": "notifications.tasks.send_copies", "schedule": 5.0, "options": {"expires": 5.0}},
    "read-returned-mail": {
        "task": "notifications.tasks.read_returned_mail",
        "schedule": 300.0,
        "options": {"expires": 300.0},
    },
    "forget-old-files": {"task": "people.tasks.forget_old_files", "schedule": 900.0},
    "forget-kept-for-undoing": {"task": "programs.tasks.forget_kept", "schedule": 900.0},
    "take-up-long-steps": {"task": "programs.tasks.take_up_long_steps", "schedule": 60.0, "options": {"expires": 60.0}},
    "forget-unused-of-handbooks": {"task": "programs.tasks.forget_unused_of_handbooks", "schedule": 3600.0},
    "forget-volunteers": {"task": "people.tasks.forget_old_volunteers", "schedule": 86400.0},
    "forget-old-links": {"task": "accounts.tasks.forget_old_links", "schedule": 86400.0},
    "pass-on-places": {"task": "sessions.tasks.pass_on_places", "schedule": 300.0},
    "expire-offers": {"task": "matching.tasks.expire_offers", "schedule": 300.0},
    "settle-requests": {"task": "matching.tasks.settle_requests", "schedule": 300.0},
    "remind-of-training": {"task": "matching.tasks.remind_of_training", "schedule": 3600.0},
    "follow-leaves": {"task": "people.tasks.follow_leaves", "schedule": 900.0},
    "nudge-quiet-pairs": {"task": "sessions.tasks.nudge_quiet_pairs", "schedule": 3600.0},
    "follow-pauses": {"task": "pairs.tasks.follow_pauses", "schedule": 900.0},
    "read-own-calendars": {
        "task": "sessions.tasks.read_own_calendars",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "send-webhooks": {"task": "programs.tasks.send_webhooks", "schedule": 10.0, "options": {"expires": 10.0}},
    "forget-old-deliveries": {"task": "programs.tasks.forget_old_deliveries", "schedule": 86400.0},
    "follow-calendar": {"task": "programs.tasks.follow_calendar", "schedule": 900.0},
    "announce-check-ins": {"task": "pairs.tasks.announce_check_ins", "schedule": 3600.0},
    "follow-surveys": {"task": "surveys.tasks.follow_waves", "schedule": 900.0},
    "activate-waiting-pairs": {"task": "pairs.tasks.activate_waiting", "schedule": 900.0},
    "count-years": {"task": "reports.tasks.count_years", "schedule": 3600.0},
    "count-weeks": {"task": "reports.tasks.count_weeks", "schedule": 3600.0},
}
CELERY_TIMEZONE = "UTC"
# Whoever reads /metrics/ shows it; without one nobody does.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# How long a claimed message belongs to its worker. After a crash it is free again when this has passed.
OUTBOX_LEASE = timedelta(seconds=env.int("OUTBOX_LEASE_SECONDS", default=120))

# Audit: what changed and by whom; not from which address.
AUDITLOG_DISABLE_REMOTE_ADDR = True

# Language, time, looks ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "mentorship.stylesheets.StylesheetFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

# Logs: no personal text, see mentorship/logs.py ----------------------------------------------------
LOGGING = logging_config(json=not DEBUG, level=env.str("LOG_LEVEL", default="INFO"))
