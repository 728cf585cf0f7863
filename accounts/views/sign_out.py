"""Signing out, which removes what pages have kept on the device."""

from allauth.account.views import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

# Set by pages while a device keeps something that was not sent yet (static/js/kept.js).
_UNSENT = "unsent"


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """Sign out; while something waits on the device to be sent, only after the page that says so."""
    if request.method == "POST" and _UNSENT in request.COOKIES and "sure" not in request.POST:
        return redirect("account_logout")
    response: HttpResponseBase = logout(request)
    if request.method == "POST":
        response.delete_cookie(_UNSENT)
    return response
