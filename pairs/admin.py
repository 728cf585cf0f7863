"""Pairs for superusers, to read. Every change goes through the services; conflicts and avoidances stay out."""

from django.contrib import admin

from core.admin_lists import ReadOnlyAdmin
from pairs.models import Mentorship


@admin.register(Mentorship)
class MentorshipAdmin(ReadOnlyAdmin):
    list_display = ("mentee", "mentor", "cycle", "origin", "state", "started_on")
    list_filter = ("state", "origin")
    list_select_related = ("mentee", "mentor", "cycle__program")
