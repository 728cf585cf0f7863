"""The settings of the test suite: the real ones, with secrets that protect nothing and mail kept in memory."""

import os
import tempfile

os.environ.update(
    SECRET_KEY="a-secret-for-tests-that-protects-nothing",
    ENCRYPTION_KEYS="dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgMTI=",
    DEBUG="0",
    DEMO="0",
    EMAIL_URL="memorymail://",
    REDIS_URL="",
    VAPID_PRIVATE_KEY="",
    SMS_URL="",
    SITE_URL="http://localhost:8000",
)
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="mentorship-tests-"))

from mentorship.settings import *  # noqa: F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, so that a worker in a process of its own sees the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "tests.sqlite3")}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # noqa: F405
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]  # noqa: F405
ZEAL_RAISE = True
WHITENOISE_AUTOREFRESH = True  # nothing is collected before a test run
# django-allauth asks for the address again at each stage of one sign-in.
ZEAL_ALLOWLIST = [{"model": "account.EmailAddress", "field": "get()"}]
