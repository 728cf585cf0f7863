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
