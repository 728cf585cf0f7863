"""All addresses of the site, and a page that says hello: what a request costs before any page does anything."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from mentorship.urls import urlpatterns as usual


@login_not_required
def hello(_request: HttpRequest) -> HttpResponse:
    """Say hello."""
    return HttpResponse("hello")


urlpatterns = [*usual, path("hello/", hello, name="hello")]
