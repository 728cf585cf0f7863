"""Writes to the school itself."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Language
from core.revisions import refuse_stale, stored_fields
from programs.models import Institution, InterestTerm, ListedWord
from programs.services.starter_vocabulary import LANGUAGES, TERMS, WORDS
from programs.services.suggested_goals import suggest_usual_goals

_LONGEST_SLUG = 40


@transaction.atomic
def create_school(*, name: str, short_name: str, time_zone: str) -> Institution:
    """Create a school with languages, interests and words for people, so that everybody can say something."""
    school = Institution.objects.create(
        name=name, short_name=short_name, slug=_free_slug(short_name), time_zone=time_zone
    )
    Language.objects.bulk_create(
        (Language(code=code, name=name) for code, name in LANGUAGES.items()), ignore_conflicts=True
    )
    ListedWord.objects.bulk_create(
        ListedWord(institution=school, kind=kind, name=name) for kind, names in WORDS.items() for name in names
    )
    InterestTerm.objects.bulk_create(
        InterestTerm(institution=school, facet=facet, slug=slugify(name), name=name)
        for facet, names in TERMS.items()
        for name in names
    )
    suggest_usual_goals(school)
    return school


def _free_slug(short_name: str) -> str:
    """The words of the address; a number follows where another school has them."""
    slug = slugify(short_name)[:_LONGEST_SLUG] or "school"
    taken = set(Institution.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    numbered = (f"{slug}-{number}" for number in count(2))
    return slug if slug not in taken else next(each for each in numbered if each not in taken)


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
