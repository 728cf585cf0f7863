"""The steps of forming groups: draft, form, change, publish or discard. The lottery is committed with the draft."""

import json
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import WrongState
from core.revisions import refuse_stale, stored_fields
from matching.errors import CannotFormGroups, LiveFormationExists
from matching.models import WISHES, Attribute, Formation, FormationPair, Weight, Wish
from matching.models.formations import FEWEST_PEERS
from matching.models.stored import FormationAim
from matching.queries.formations import cycles_without_formation, free_mentors, has_groups, takes_part, unready_to_lead
from matching.services.draws import draw_lottery
from matching.services.formation_input import FormationInput, build_input
from matching.services.locks import lock_year
from matching.services.untrained import refuse_untrained
from pairs.models import MentoringGroup
from programs.models import Cycle

State = Formation.State
_OF_PEERS: dict[Attribute, tuple[Wish, Weight]] = {
    Attribute.LANGUAGES: (Wish.SHARE, Weight.LOT),
    Attribute.INTERESTS: (Wish.SHARE, Weight.SOME),
    Attribute.TIME_ZONE: (Wish.GATHER, Weight.SOME),
    Attribute.TIMES: (Wish.SHARE, Weight.LOT),
}
SETTINGS = ("kind", "fewest", "most", "mentors_each", "mentors_differ", "lead_profession", "groups_each", "aims")
_IN_A_GROUP = 8
_USUAL = {
    Attribute.YEAR: Wish.SPREAD,
    Attribute.PROFESSION: Wish.SPREAD,
    Attribute.CAMPUS: Wish.SPREAD,
    Attribute.TIMES: Wish.SHARE,
}


def lock_formation(formation: Formation) -> Formation:
    """Return the formation as it stands now, locked until the transaction ends."""
    rows = Formation.objects.select_for_update(of=("self",)).select_related("cycle__program__institution")
    [current] = rows.filter(pk=formation.pk)
    return current


def usual_aims() -> list[FormationAim]:
    """What most programs want: years, professions and sites spread, a time to meet; the rest is left to chance."""
    return [
        FormationAim(
            attribute=attribute.value,
            wish=_USUAL.get(attribute, WISHES[attribute][-1]).value,
            weight=Weight.SOME if attribute in _USUAL else Weight.NOT,
        )
        for attribute in Attribute
    ]


def aims_of_peers() -> list[FormationAim]:
    """What two equals need most: a language, a time to meet, an interest, hours of the day; the rest is chance."""
    chance = {attribute: (WISHES[attribute][-1], Weight.NOT) for attribute in Attribute}
    return [
        FormationAim(attribute=attribute.value, wish=wish.value, weight=weight.value)
        for attribute, (wish, weight) in (chance | _OF_PEERS).items()
    ]


@transaction.atomic
def create_formation(
    *, cycle: Cycle, by: User, seed: int | None = None, secret: str | None = None, now: datetime
) -> Formation:
    """Make a draft with what most programs want, and commit to its lottery.

    `seed` and `secret` are drawn at random when None; with both given the same people are grouped alike each time,
    which a school must never want.

    Raises:
        LiveFormationExists: groups of the cycle are being formed already.
        WrongState: the program has no groups, or the cycle is not under way.
    """
    cycle = lock_year(cycle.pk)
    if cycle.formations.filter(state__in=Formation.LIVE).exists():
        raise LiveFormationExists
    if not has_groups(cycle.program) or not cycles_without_formation(cycle.program).filter(pk=cycle.pk).exists():
        raise WrongState(
            _("Groups can be formed once the year is enrolling, in a program whose people meet in groups.")
        )
    formation = Formation(cycle=cycle, created_by=by, created_at=now)
    if cycle.program.is_peer:
        formation.kind, formation.aims = MentoringGroup.Kind.PEERS, aims_of_peers()
        formation.fewest, formation.most = FEWEST_PEERS, FEWEST_PEERS + 1
        formation.mentors_each, formation.mentors_differ = 0, False
    else:
        formation.aims = usual_aims()
        formation.fewest, formation.most = _IN_A_GROUP - 1, _IN_A_GROUP + 1
        formation.mentors_each = _usual_mentors(cycle, now)
    draw_lottery(formation, seed, secret)
    formation.save()
    return formation


def _usual_mentors(cycle: Cycle, now: datetime) -> int:
    """Two mentors for each group where there are enough of them, else one, or none."""
    mentors = free_mentors(cycle, kind=MentoringGroup.Kind.CIRCLE, day=cycle.local_day(now)).count()
    groups = max(1, takes_part(cycle).count() // _IN_A_GROUP)
    return min(2, mentors // groups)


@transaction.atomic
def change_settings(formation: Formation, *, settings: dict[str, Any], began_from: str = "") -> Formation:
    """Keep what groups are asked for; `settings` has the names in `SETTINGS`, `began_from` is the form's revision.

    Raises:
        CannotFormGroups: peers in a program with mentors, or other groups in a program of peers.
        EditedMeanwhile: somebody has saved other settings since the form was opened.
        WrongState: the groups are being formed, or were.
    """
    formation = locked_draft(formation)
    if (settings["kind"] == MentoringGroup.Kind.PEERS) != formation.cycle.program.is_peer:
        raise CannotFormGroups(_("Choose what the groups are called."), field="kind")
    refuse_stale(began_from, stored=stored_fields(formation, SETTINGS), wanted=settings)
    for name in SETTINGS:
        setattr(formation, name, settings[name])
    formation.error = ""
    formation.save(update_fields=[*SETTINGS, "error"])
    return formation


def locked_draft(formation: Formation) -> Formation:
    """Return the draft as it stands now, locked.

    Raises:
        WrongState: the groups are being formed, or were.
    """
    formation = lock_formation(formation)
    if formation.state != State.DRAFT:
        raise WrongState(_("Go back to the settings first: this can be changed only before groups are formed."))
    return formation


@transaction.atomic
def leave_out(formation: Formation, *, person: User, out: bool) -> None:
    """Form the groups without somebody, or with them again. Doing it twice changes nothing.

    Raises:
        WrongState: the groups are being formed, or were.
    """
    formation = locked_draft(formation)
    if out:
        formation.left_out.add(person)
        formation.pairs.filter(one=person).delete()
        formation.pairs.filter(other=person).delete()
    else:
        formation.left_out.remove(person)


@transaction.atomic
def wish_pair(formation: Formation, *, people: Sequence[User], together: bool) -> FormationPair:
    """Have two people in one group, or keep them apart; the last word about two people counts.

    Raises:
        CannotFormGroups: it is one person twice.
        WrongState: the groups are being formed, or were.
    """
    formation = locked_draft(formation)
    one, other = sorted(people, key=lambda person: person.pk)
    if one == other:
        raise CannotFormGroups(_("Choose two different people."), field="other")
    pair, _created = FormationPair.objects.update_or_create(
        formation=formation, one=one, other=other, defaults={"together": together}
    )
    return pair


@transaction.atomic
def drop_pair(pair: FormationPair) -> None:
    """Forget what was wished of two people.

    Raises:
        WrongState: the groups are being formed, or were.
    """
    locked_draft(pair.formation)
    FormationPair.objects.filter(pk=pair.pk).delete()


@transaction.atomic
def begin_forming(formation: Formation, *, now: datetime) -> Formation:
    """Freeze what the groups are formed of; a worker then forms them. Beginning what has begun changes nothing.

    Raises:
        CannotFormGroups: people, sizes and mentors do not make such groups.
        MentorsNotTrained: the program requires a training that mentors who can lead have still to do.
        WrongState: the groups were formed, published or discarded.
    """
    formation = lock_formation(formation)
    if formation.state == State.FORMING:
        return formation
    if formation.state != State.DRAFT:
        raise WrongState(_("These groups have been formed. Go back to the settings to form them again."))
    return freeze(formation, build_input(formation, now=now), now=now)


def freeze(formation: Formation, built: FormationInput, *, now: datetime) -> Formation:
    """Keep what the groups are formed of; the caller has locked the draft.

    Raises:
        MentorsNotTrained: the program requires a training that mentors who can lead have still to do.
    """
    refuse_untrained(formation.cycle, unready_to_lead(formation, day=formation.cycle.local_day(now)))
    formation.instance = zlib.compress(built.problem.to_bytes(), 6)
    formation.input_sha256 = built.problem.input_sha256
    formation.undisclosed = zlib.compress(json.dumps(sorted(built.undisclosed)).encode())
    formation.state, formation.begun_at, formation.error, formation.progress = State.FORMING, now, "", {}
    formation.save()
    return formation


@transaction.atomic
def back_to_settings(formation: Formation) -> Formation:
    """Stop forming, or throw the proposed groups away with what was changed by hand. The lottery stays the same.

    Raises:
        WrongState: the groups were published or discarded.
    """
    formation = lock_formation(formation)
    if formation.state not in Formation.LIVE:
        raise WrongState(_("These groups were published or discarded, so they can’t be formed again."))
    formation.members.all().delete()
    formation.changes.all().delete()
    formation.instance = formation.result = formation.undisclosed = b""
    formation.state, formation.input_sha256, formation.progress, formation.file_name = State.DRAFT, "", {}, ""
    formation.begun_at = formation.proposed_at = None
    formation.save()
    return formation


@transaction.atomic
def discard(formation: Formation) -> Formation:
    """Give the formation up; what it proposed is kept for the record. Discarding it again changes nothing.

    Raises:
        WrongState: the groups were published.
    """
    formation = lock_formation(formation)
    if formation.state == State.PUBLISHED:
        raise WrongState(_("These groups have been published, so they can’t be discarded."))
    formation.state = State.DISCARDED
    formation.save(update_fields=["state"])
    return formation
