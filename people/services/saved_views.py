"""Keeping and forgetting views of lists."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from people.errors import TooManyViews
from people.models import SavedView
from programs.models import Program

MOST_VIEWS = 12


@transaction.atomic
def save_view(program: Program, *, owner: User, list_name: str, name: str, query: str) -> SavedView:
    """Keep a view of a list; one of the same name is replaced.

    Args:
        program: whose list it is.
        owner: who alone sees it.
        list_name: the list.
        name: what the view is called.
        query: the query string that asks for it.

    Raises:
        TooManyViews: the owner has as many of this list as fit above it.
    """
    # Two clicks at once wait for each other here.
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    kept = SavedView.objects.filter(program=program, owner=owner, list_name=list_name)
    if not kept.filter(name=name).exists() and kept.count() >= MOST_VIEWS:
        raise TooManyViews(
            _("You have %(most)d views of this list. Delete one you no longer need, then save this one.")
            % {"most": MOST_VIEWS},
            field="name",
        )
    view, _created = SavedView.objects.update_or_create(
        program=program, owner=owner, list_name=list_name, name=name, defaults={"query": query}
    )
    return view


@transaction.atomic
def delete_view(view: SavedView) -> None:
    """Forget a view; the list stays."""
    SavedView.objects.filter(pk=view.pk).delete()
