"""Writes to the school itself."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core.revisions import refuse_stale, stored_fields
from programs.models import Institution


@transaction.atomic
def update_school(school: Institution, *, fields: Mapping[str, Any], began_from: str = "") -> Institution:
    """Save the names and the time zone of the school, as a form has validated them.

    Args:
        school: which.
        fields: name → value.
        began_from: the revision that the form carried.

    Raises:
        EditedMeanwhile: somebody has saved something else since the form was opened.
    """
    school = Institution.objects.select_for_update(no_key=True).get(pk=school.pk)
    refuse_stale(began_from, stored=stored_fields(school, fields), wanted=fields)
    for name, value in fields.items():
        setattr(school, name, value)
    school.save(update_fields=list(fields))
    return school
