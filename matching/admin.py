"""Rounds for superusers, to read. Every change goes through the services; lists stay out."""

from django.contrib import admin

from core.admin_lists import ReadOnlyAdmin
from matching.models import MatchRound


@admin.register(MatchRound)
class MatchRoundAdmin(ReadOnlyAdmin):
    list_display = ("name", "cycle", "kind", "state", "closes_at", "published_at")
    list_filter = ("state", "kind")
    list_select_related = ("cycle__program",)
    exclude = ("seed", "nonce")
