"""Lists of the admin site that stand whatever their address asks for."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import DataError, models, transaction
from django.http import HttpRequest

# What Python and the two databases say of a value that no row can have.
_NONSENSE = (ValueError, OverflowError, ValidationError, DataError)


class SteadyChangeList(ChangeList):
    """Django leads back to the unfiltered list when a filter of its own cannot be read; here any filter does."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> models.QuerySet[Any]:
        """Return the filtered rows.

        Raises:
            IncorrectLookupParameters: a filter asks for what cannot be.
        """
        try:
            return super().get_queryset(request, exclude_parameters)
        except _NONSENSE as error:
            raise IncorrectLookupParameters from error

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of this page.

        Raises:
            IncorrectLookupParameters: the database cannot compare with what a filter asks for.
        """
        try:
            with transaction.atomic():
                super().get_results(request)
        except _NONSENSE as error:
            raise IncorrectLookupParameters from error


class SteadyListMixin:
    """Gives an admin class a `SteadyChangeList`, which is filtered by what it offers and by nothing else.

    Django lets an address filter by every column of the table and of the tables beside it. Whoever asks often enough
    reads what no page shows: a seed, a single rating.
    """

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Return the class of the list."""
        return SteadyChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Whether the address may filter by `lookup`: only what stands beside the list."""
        offered = [_name_of(each) for each in self.get_list_filter(request)]  # type: ignore[attr-defined]
        offered.append(self.date_hierarchy or "")  # type: ignore[attr-defined]
        if not any(name and (lookup == name or lookup.startswith(f"{name}__")) for name in offered):
            return False
        return bool(super().lookup_allowed(lookup, value, request))  # type: ignore[misc]


def _name_of(list_filter: Any) -> str:
    """The field, or the parameter, of one of the filters that an admin class offers."""
    if isinstance(list_filter, list | tuple):
        return str(list_filter[0])
    return str(getattr(list_filter, "parameter_name", list_filter))


class ReadOnlyAdmin(SteadyListMixin, admin.ModelAdmin[Any]):
    """A table to read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
