"""What mentors say of those who listed them, where the program gives them a say.

Mentees' lists are closed by then. What mentors have said when the first method is started goes into the frozen input;
a mentor who said nothing takes everybody.
"""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import WrongState
from core.revisions import refuse_stale
from matching.engine import Instance, Lists
from matching.engine.files.writing import instance_to_bytes
from matching.models import MatchRound, MentorList, MentorListItem, RoundSnapshot
from matching.models.names import Names
from matching.notices.events import MENTORS_ASKED
from matching.queries.mentor_lists import candidates, field_of, listed_mentors, stored_answers, takes_mentor_lists
from matching.services.locks import lock_round
from matching.services.snapshots import load_snapshot
from notifications.services.outbox import Notice, enqueue_many
from people.models import MentorParticipation


@transaction.atomic
def save_mentor_list(
    participation: MentorParticipation,
    *,
    match_round: MatchRound,
    ranks: Mapping[int, int | None],
    now: datetime,
    began_from: str = "",
) -> MentorList:
    """Keep a mentor's answer: enrollment → place, shared by as many as the mentor likes, or None for “rather not”.

    Who is not named stays welcome, after those who are. `began_from` is the revision that the form carried.

    Raises:
        EditedMeanwhile: the mentor has saved something else in another window.
        WrongState: mentors are not asked, or not any more.
    """
    match_round = lock_round(match_round)
    if not takes_mentor_lists(match_round) or participation.cycle_id != match_round.cycle_id:
        raise WrongState(_("The methods are running, so this can’t be changed anymore. Nothing was saved."))
    stored = stored_answers(match_round, participation)
    refuse_stale(began_from, stored=stored, wanted={field_of(pk): rank for pk, rank in ranks.items()})
    known = {row.pk for row in candidates(match_round, participation, day=match_round.cycle.local_day(now))}
    own, _created = MentorList.objects.update_or_create(
        round=match_round, participation=participation, defaults={"saved_at": now}
    )
    own.items.all().delete()
    MentorListItem.objects.bulk_create(
        MentorListItem(mentor_list=own, enrollment_id=pk, rank=rank) for pk, rank in ranks.items() if pk in known
    )
    return own


def ask_mentors(match_round: MatchRound, *, now: datetime) -> None:
    """Tell the mentors whom somebody listed that they can answer, inside the transaction that closes the lists."""
    enqueue_many(
        Notice(event=MENTORS_ASKED, recipient=mentor.mentor, subject_pk=str(match_round.pk), revision=now.isoformat(),
               due_at=now)
        for mentor in listed_mentors(match_round)
    )  # fmt: skip


def freeze_mentor_lists(match_round: MatchRound) -> None:
    """Put what mentors have said into the frozen input; the round is locked by the caller, and no method has run.

    Else nothing in it changes: who takes part and who is excluded was frozen when the lists closed.
    """
    snapshot = match_round.snapshot
    instance = with_mentor_lists(load_snapshot(snapshot), match_round)
    snapshot.instance = zlib.compress(instance_to_bytes(instance), 6)
    snapshot.sha256 = match_round.input_sha256 = instance.input_sha256
    RoundSnapshot.objects.filter(pk=snapshot.pk).update(instance=snapshot.instance, sha256=snapshot.sha256)
    match_round.save(update_fields=["input_sha256"])


def with_mentor_lists(instance: Instance, match_round: MatchRound) -> Instance:
    """The instance with the mentors' answers. The last place of each is for those without a list, and whoever is not
    named: they may be placed after the rest.
    """
    names = Names(match_round.names_secret)
    column = {name: at for at, name in enumerate(instance.mentors)}
    row = {name: at for at, name in enumerate(instance.mentees)}
    said: dict[int, dict[int, int | None]] = {}
    items = MentorListItem.objects.filter(mentor_list__round=match_round)
    for mentor, mentee, rank in items.values_list("mentor_list__participation", "enrollment", "rank"):
        at, of = column.get(names.mentor(mentor)), row.get(names.mentee(mentee))
        if at is not None and of is not None:
            said.setdefault(at, {})[of] = rank
    entries = [entry for at, answers in said.items() for entry in _entries(instance, at, answers)]
    owner, other, place = zip(*entries, strict=True) if entries else ((), (), ())
    given = [at in said for at in range(len(instance.mentors))]
    return replace(instance, mentor_lists=Lists.from_columns(len(instance.mentors), owner, other, place, given))


def _entries(instance: Instance, mentor: int, answers: dict[int, int | None]) -> list[tuple[int, int, int]]:
    """Rows (mentor, mentee, place) of one answer."""
    lists = instance.mentee_lists
    listing = set(lists.owner[lists.other == mentor].tolist())
    open_to_all = [mentee for mentee in range(len(instance.mentees)) if mentee in listing or not lists.given[mentee]]
    last = 1 + max((rank for rank in answers.values() if rank), default=0)
    places = {mentee: answers.get(mentee, last) for mentee in open_to_all}
    return [(mentor, mentee, place) for mentee, place in places.items() if place]
