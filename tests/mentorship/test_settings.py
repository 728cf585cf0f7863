"""The settings as a school has them, each read by a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRETS = {"SECRET_KEY": "for this test", "ENCRYPTION_KEYS": "dGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgdGVzdHMgMTI="}


def _run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    school = os.environ | {"DEBUG": "0", "DEMO": "0", "SITE_URL": "https://mentoring.example", **SECRETS}
    command = [sys.executable, "-c", code]
    return subprocess.run(command, env=school | environment, cwd=ROOT, capture_output=True, text=True, check=False)


def _read(*names: str, **environment: str) -> list[object]:
    code = f"import json; from mentorship import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    values: list[object] = json.loads(_run(code, **environment).stdout)
    return values


@pytest.mark.parametrize("name", SECRETS)
def test_without_a_secret_nothing_starts_and_it_is_named(name: str) -> None:
    refused = _run("import mentorship.settings", **{name: ""})
    assert refused.returncode != 0
    assert f"Set {name} in the environment" in refused.stderr


def test_every_secret_that_is_missing_is_named_at_once() -> None:
    refused = _run("import mentorship.settings", **dict.fromkeys(SECRETS, ""))
    assert "Set SECRET_KEY and ENCRYPTION_KEYS in the environment" in refused.stderr


def test_an_address_with_https_makes_cookies_and_transport_secure() -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS")
    assert all(_read(*names))
    assert not any(_read(*names, SITE_URL="http://localhost:8000"))


def test_more_hosts_do_not_shut_out_the_sites_own_and_the_health_check() -> None:
    [hosts] = _read("ALLOWED_HOSTS", ALLOWED_HOSTS="old-name.example,second.example")
    assert hosts == ["mentoring.example", "old-name.example", "second.example", "localhost", "127.0.0.1"]


def test_a_forwarded_address_counts_only_behind_a_proxy() -> None:
    names = ("SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT")
    assert _read(*names) == [None, 0]
    assert _read(*names, BEHIND_PROXY="true") == [["HTTP_X_FORWARDED_PROTO", "https"], 1]


def test_every_connection_to_another_machine_has_a_timeout() -> None:
    names = ("EMAIL_TIMEOUT", "CELERY_BROKER_CONNECTION_TIMEOUT", "CELERY_BROKER_TRANSPORT_OPTIONS", "CACHES")
    mail, connecting, broker, caches = _read(*names, REDIS_URL="redis://valkey:6379", EMAIL_URL="smtp://mail:25")
    limits = {"socket_connect_timeout", "socket_timeout"}
    assert mail == connecting == 10
    assert isinstance(broker, dict)
    assert isinstance(caches, dict)
    for options in (broker, caches["default"]["OPTIONS"]):
        assert all(0 < options[limit] <= 10 for limit in limits)


def test_a_task_is_ended_before_it_is_given_to_somebody_else() -> None:
    soft, hard, broker = _read(
        "CELERY_TASK_SOFT_TIME_LIMIT", "CELERY_TASK_TIME_LIMIT", "CELERY_BROKER_TRANSPORT_OPTIONS"
    )
    assert isinstance(broker, dict)
    assert soft < hard < broker["visibility_timeout"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("c2hvcnQ=", "Key 1 of 1 in ENCRYPTION_KEYS is 5 bytes long"),
        (f"{SECRETS['ENCRYPTION_KEYS']},no*base64", "Key 2 of 2 in ENCRYPTION_KEYS is not base64"),
        (f"{SECRETS['ENCRYPTION_KEYS']},", "Key 2 of 2 in ENCRYPTION_KEYS is empty"),
        (f"{SECRETS['ENCRYPTION_KEYS']}, c2hvcnQ=", "Key 2 of 2 in ENCRYPTION_KEYS holds a blank"),
        (",".join([SECRETS["ENCRYPTION_KEYS"]] * 2), "Key 2 of 2 in ENCRYPTION_KEYS is there twice"),
    ],
)
def test_a_malformed_encryption_key_is_refused_at_start_by_its_place(keys: str, said: str) -> None:
    refused = _run("import mentorship.settings", ENCRYPTION_KEYS=keys)
    assert refused.returncode != 0
    last = refused.stderr.splitlines()[-1]
    assert said in last
    assert not any(key and key in last for key in keys.split(","))


def test_the_image_is_built_with_keys_that_the_settings_take() -> None:
    [command] = [line for line in (ROOT / "Dockerfile").read_text().split("\nRUN ") if "collectstatic" in line]
    assert "ENCRYPTION_KEYS=unused" not in command
    assert "secrets.token_bytes(32)" in command
