"""The page of a sign-in link.

Opening it changes nothing, because mail scanners open every link: its person presses the button.
"""

from allauth.account.utils import perform_login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.errors import LinkRefused
from accounts.queries import link_with
from accounts.services.sign_in_links import mail_new_link, open_link, redeem_link
from core.methods import form_page


@sensitive_variables("token")
@never_cache
@login_not_required
@form_page
def open_sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """One button that signs in; whoever is signed in already goes straight on."""
    if request.method == "POST":
        return _too_many(request, "sign_in_link") or _sign_in(request, token)
    known = link_with(token)
    if known is not None and known.user == request.user:
        return redirect(known.path)
    try:
        context = {"link": open_link(token, now=timezone.now()), "token": token}
    except LinkRefused:
        context = {"link": None, "token": token}
    return _without_referrer(render(request, "accounts/sign_in_link.html", context))


def _sign_in(request: HttpRequest, token: str) -> HttpResponse:
    try:
        link = redeem_link(token, now=timezone.now())
    except LinkRefused:
        # Its page says what to do; after a double click it leads on, for the first click has signed in.
        return redirect("accounts:open-link", token=token)
    response: HttpResponse = perform_login(request, link.user, redirect_url=link.path)
    return response


@sensitive_variables("token")
@never_cache
@login_not_required
@require_POST
def renew_sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link to the person of an old one; the answer is the same whether there is such a person."""
    if limited := _too_many(request, "renew_sign_in_link"):
        return limited
    mail_new_link(token, now=timezone.now())
    messages.success(
        request, _("If the link was ours, a new one is on its way to the address your school has for you.")
    )
    return redirect("accounts:open-link", token=token)


def _too_many(request: HttpRequest, action: str) -> HttpResponse | None:
    limited: HttpResponse | None = consume_or_429(request, action=action)
    return limited


def _without_referrer(response: HttpResponse) -> HttpResponse:
    """Keep the address of the page, which holds a secret, out of the Referer of whatever it leads to.

    Not “no-referrer”: then browsers name no origin either, and the form would be refused.
    """
    response["Referrer-Policy"] = "strict-origin"
    return response
