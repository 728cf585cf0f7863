from django.urls import path

from accounts.views import profile, sign_in_links

app_name = "accounts"

urlpatterns = [
    path("profile/", profile.edit_profile, name="edit-profile"),
    path("sign-in/<str:token>/", sign_in_links.open_sign_in_link, name="open-link"),
    path("sign-in/<str:token>/new/", sign_in_links.renew_sign_in_link, name="renew-link"),
]
