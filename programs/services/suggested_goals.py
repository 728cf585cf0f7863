"""Writes to the goals that a school suggests. A pair that has taken one keeps its words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core.revisions import refuse_stale, stored_fields
from programs.models import Facet, Institution, SuggestedGoal
from programs.services.starter_goals import STARTER_GOALS
from programs.services.vocabulary import bring_back, lock_vocabulary, refuse_taken, retire

FIELDS = ("name", "domain", "support", "stage", "specialty")


def suggest_usual_goals(school: Institution) -> None:
    """Begin the list of a school; what belongs to a specialty that the school does not have is left out."""
    terms = {term.name: term for term in school.interest_terms.filter(facet=Facet.SPECIALTY)}
    SuggestedGoal.objects.bulk_create(
        SuggestedGoal(
            institution=school, name=name, domain=domain, support=support, stage=stage, specialty=terms.get(specialty)
        )
        for name, domain, support, stage, specialty in STARTER_GOALS
        if not specialty or specialty in terms
    )


@transaction.atomic
def add_suggested_goal(school: Institution, *, fields: Mapping[str, Any]) -> SuggestedGoal:
    """Put a goal on the list of the school.

    Args:
        school: whose list.
        fields: `name`, `domain`, `support`, `stage`, and `specialty`, a term of the school or None.

    Raises:
        NameTaken: it is there, in this or another spelling of case and accents.
    """
    lock_vocabulary(school)
    refuse_taken(fields["name"], others=school.suggested_goals.all())
    return SuggestedGoal.objects.create(institution=school, **fields)


@transaction.atomic
def change_suggested_goal(goal: SuggestedGoal, *, fields: Mapping[str, Any], began_from: str = "") -> SuggestedGoal:
    """Say a goal otherwise, or suggest it to others. Arguments as `add_suggested_goal`.

    Raises:
        EditedMeanwhile: somebody has changed it since the form was opened.
        NameTaken: another goal is written so.
    """
    lock_vocabulary(goal.institution)
    goal = _locked(goal)
    refuse_stale(began_from, stored=stored_fields(goal, FIELDS), wanted=fields)
    refuse_taken(fields["name"], others=goal.institution.suggested_goals.exclude(pk=goal.pk))
    for name, value in fields.items():
        setattr(goal, name, value)
    goal.save(update_fields=list(fields))
    return goal


@transaction.atomic
def offer_suggested_goal(goal: SuggestedGoal, *, offered: bool, now: datetime) -> None:
    """Suggest a goal no longer, or again. A second time changes nothing."""
    goal = _locked(goal)
    if offered:
        bring_back(goal)
    else:
        retire(goal, now=now)


def _locked(goal: SuggestedGoal) -> SuggestedGoal:
    rows = SuggestedGoal.objects.select_for_update(of=("self",)).select_related("institution")
    return rows.get(pk=goal.pk)
