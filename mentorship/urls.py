"""Every address of the site. Each app names its own routes."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, register_converter

from accounts.views.sign_out import sign_out
from core.numbers import KeyConverter
from home.views import home, switch_role
from mentorship import views

# Before the addresses of the apps are read, which use it.
register_converter(KeyConverter, "key")
admin.autodiscover()
# Django's own login page has no rate limit; ours has.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("switch/", switch_role, name="switch-role"),
    path("help/", views.get_help, name="help"),
    path("privacy/", views.who_sees_what, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("account/logout/", sign_out, name="account_logout"),
    path("account/", include("allauth.account.urls")),
    path("manage/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("", include("programs.urls")),
    path("", include("training.urls")),
    path("", include("people.urls")),
    path("", include("surveys.urls")),
    path("", include("pairs.urls")),
    path("", include("matching.urls")),
    path("", include("sessions.urls")),
    path("", include("feedback.urls")),
    path("", include("reports.urls")),
]
