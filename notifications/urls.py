from django.urls import path

from notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.list_messages, name="list-messages"),
    path("inbox/<int:pk>/open/", views.open_message, name="open-message"),
    path("inbox/preferences/", views.edit_preferences, name="edit-preferences"),
]
