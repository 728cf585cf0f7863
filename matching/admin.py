"""Rounds and pairs for superusers, to read. Every change goes through the services; lists and avoidances stay out."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from core.admin_lists import SteadyListMixin
from matching.models import MatchRound
from pairs.models import Mentorship


class ReadOnlyAdmin(SteadyListMixin, admin.ModelAdmin[Any]):
    """A table to read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MatchRound)
class MatchRoundAdmin(ReadOnlyAdmin):
    list_display = ("name", "cycle", "kind", "state", "closes_at", "published_at")
    list_filter = ("state", "kind")
    list_select_related = ("cycle__program",)
    exclude = ("seed", "nonce")


@admin.register(Mentorship)
class MentorshipAdmin(ReadOnlyAdmin):
    list_display = ("mentee", "mentor", "cycle", "origin", "state", "started_on")
    list_filter = ("state", "origin")
    list_select_related = ("mentee", "mentor", "cycle__program")
