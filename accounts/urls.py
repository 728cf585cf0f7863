from django.urls import path

from accounts.views import photos, sign_in_links

app_name = "accounts"

urlpatterns = [
    path("profile/photo/", photos.edit_photo, name="edit-photo"),
    path("profile/photo/remove/", photos.remove_photo, name="remove-photo"),
    path("photos/<str:key>/<str:size>.webp", photos.show_photo, name="show-photo"),
    path("sign-in/<str:token>/", sign_in_links.open_sign_in_link, name="open-link"),
    path("sign-in/<str:token>/new/", sign_in_links.renew_sign_in_link, name="renew-link"),
]
