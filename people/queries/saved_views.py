"""The views that somebody keeps of a list."""

from django.db.models import QuerySet

from accounts.models import User
from people.models import SavedView
from programs.models import Program


def saved_views(program: Program, list_name: str, owner: User) -> QuerySet[SavedView]:
    """Return what `owner` keeps of one list of the program, by name."""
    return SavedView.objects.filter(program=program, list_name=list_name, owner=owner)
