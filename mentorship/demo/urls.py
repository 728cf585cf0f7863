"""The addresses of the site in demo mode: all the usual ones, and two more."""

from django.urls import include, path

from mentorship.demo import views
from mentorship.urls import urlpatterns as usual

_demo = (
    [path("", views.choose_person, name="choose-person"), path("mailbox/", views.mailbox, name="mailbox")],
    "demo",
)

urlpatterns = [*usual, path("demo/", include(_demo))]
