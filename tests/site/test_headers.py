"""What every answer says to the browser about safety, and what is not there outside demo mode."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from pytest_django import Settings

from accounts.models import User
from tests.conftest import SignIn
from tests.site.conftest import Site
from tests.site.walk.checks import PICTURES

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
# Of files that people share: whatever one holds, nothing in it runs.
LOCKED = {"pairs:open-file": {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def _lacks(headers: dict[str, str], route: str = "") -> list[str]:
    """Return the names of the headers that are not as they should be."""
    policy = {directive.strip() for directive in headers.get("Content-Security-Policy", "").split(";")}
    wrong = [name for name, value in HEADERS.items() if headers.get(name) != value]
    wrong += ["Content-Security-Policy"] if policy != LOCKED.get(route, POLICY) else []
    wrong += ["Permissions-Policy"] if "camera=()" not in headers.get("Permissions-Policy", "") else []
    return wrong


def test_every_answer_carries_the_headers_of_safety(site: Site) -> None:
    wrong = {str(answer): _lacks(answer.headers, answer.route) for answer in [*site.answers, *site.posts]}
    assert {answer: names for answer, names in wrong.items() if names} == {}


def test_nothing_that_a_person_reads_stays_in_a_cache(site: Site) -> None:
    """But for what is the same for everybody: pictures, whose addresses only pages tell, and handbooks as files."""
    alike = PICTURES | {"programs:download-handbook"}
    personal = [each for each in [*site.answers, *site.posts] if each.walker.slug and each.route not in alike]
    kept = [str(answer) for answer in personal if "no-store" not in answer.headers.get("Cache-Control", "")]
    assert kept == []


@pytest.mark.parametrize("path", ["/nothing-here/", "/programs/nothing-here/", "/rounds/1/"])
def test_refusals_carry_them_too(path: str, sign_in: SignIn, outsider: User) -> None:
    response = sign_in(outsider).get(path)
    assert response.status_code == 404
    assert _lacks(dict(response.headers)) == []


def test_a_post_without_a_token_is_refused_in_our_words(outsider: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(outsider)
    response = client.post(reverse("people:edit-profile"))
    assert response.status_code == 403
    assert "<h1>" in response.content.decode()
    assert _lacks(dict(response.headers)) == []


def test_the_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, outsider: User) -> None:
    outsider.set_password("a long sentence of four words")
    outsider.save()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": outsider.email, "password": "a long sentence of four words"})
    for name in ("sessionid", "csrftoken"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_admin_site_has_no_door_of_its_own(client: Client) -> None:
    response = client.get(reverse("admin:login"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("path", ["/demo/", "/demo/mailbox/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outside_demo_mode_nobody_chooses_who_to_be(path: str, method: str, client: Client) -> None:
    assert getattr(client, method)(path).status_code == 404


def test_outside_demo_mode_the_routes_do_not_exist() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("demo:choose-person")


def test_in_demo_mode_they_do(settings: Settings) -> None:
    settings.ROOT_URLCONF = "mentorship.demo.urls"
    assert resolve("/demo/", urlconf="mentorship.demo.urls").view_name == "demo:choose-person"
    assert Client().get("/demo/").status_code == 200
