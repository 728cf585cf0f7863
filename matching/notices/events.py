"""The notices of this app: offers, results, and the ranking of mentors."""

from typing import Any

from django.db.models import Count
from django.urls import reverse

from matching.models import Answer, MatchRound, MentorAbsence, Offer, PreferenceItem, PreferenceList
from matching.notices.entries import ENTRIES
from matching.queries.eligibility import unpaired_mentees
from matching.queries.mentor_lists import silent_mentors, takes_mentor_lists
from matching.queries.offers import joins_next_round
from matching.queries.places import mentors_with_a_place
from matching.queries.stages import mentees_without_list
from notifications.events import Event, register
from notifications.models import Category, Message
from people.models import MentorParticipation
from programs.models import Appointment, Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to

MATCH_PUBLISHED = "match_published"
OFFER_PENDING = "offer_pending"
OFFER_CLOSED = "offer_closed"
ANSWER_RECORDED = "answer_recorded"
NO_MATCH = "no_match"
NO_MENTEE = "no_mentee"
WIDEN_LIST = "widen_list"
RANKING_OPENS = "ranking_opens"
ROUND_LEFT = "round_left"
ROUND_JOINED = "round_joined"
MENTOR_LEFT_ROUND = "mentor_left_round"
MENTOR_JOINED_ROUND = "mentor_joined_round"
LISTED_MENTOR_LEFT = "listed_mentor_left"
RANKING_CLOSES = "ranking_closes"
RANKING_MOVED = "ranking_moved"
LIST_SUBMITTED = "list_submitted"
PUT_FORWARD = "put_forward"
MENTORS_ASKED = "mentors_asked"
_ABOUT_RANKING = (
    WIDEN_LIST,
    RANKING_OPENS,
    RANKING_CLOSES,
    RANKING_MOVED,
    LIST_SUBMITTED,
    MENTORS_ASKED,
    LISTED_MENTOR_LEFT,
)


def _offer(message: Message) -> Offer:
    related = ("enrollment__mentee", "participation__mentor", "enrollment__cycle__program__institution")
    return Offer.objects.select_related(*related).get(pk=message.subject_pk)


def _offer_context(message: Message) -> dict[str, Any]:
    offer = _offer(message)
    is_mentee = offer.enrollment.mentee_id == message.recipient_id
    return {
        "offer": offer,
        "program": offer.enrollment.cycle.program,
        "reply_to": answers_to(offer.enrollment.cycle.program),
        "other": offer.participation.mentor if is_mentee else offer.enrollment.mentee,
        "is_mentee": is_mentee,
        "joins_next_round": joins_next_round(offer, is_mentee=is_mentee, now=message.due_at),
        "own_answer": offer.mentee_answer if is_mentee else offer.mentor_answer,
        "silence_accepts": offer.silence_rule == "accept",
    }


def _offer_path(message: Message) -> str:
    return reverse("matching:show-offer", kwargs={"pk": message.subject_pk})


def _is_pending(message: Message) -> bool:
    return Offer.objects.pending().filter(pk=message.subject_pk).exists()


def _is_closed(message: Message) -> bool:
    return not _is_pending(message)


def _awaits_answer(message: Message) -> bool:
    """The offer is pending and the recipient has not answered it."""
    pending = Offer.objects.pending().filter(pk=message.subject_pk)
    return (
        pending.filter(enrollment__mentee=message.recipient_id, mentee_answer=Answer.NONE).exists()
        or pending.filter(participation__mentor=message.recipient_id, mentor_answer=Answer.NONE).exists()
    )


def _exists(_message: Message) -> bool:
    return True


def _round_context(message: Message) -> dict[str, Any]:
    match_round = MatchRound.objects.select_related("cycle__program__institution").get(pk=message.subject_pk)
    program = match_round.cycle.program
    return {"round": match_round, "program": program, "reply_to": answers_to(program)}


def _year(message: Message) -> Cycle:
    return MatchRound.objects.select_related("cycle__program__institution").get(pk=message.subject_pk).cycle


def _round_path(message: Message) -> str:
    return reverse("matching:show-result", kwargs={"pk": message.subject_pk})


def _ranking_path(message: Message) -> str:
    cycle = MatchRound.objects.values_list("cycle_id", flat=True).get(pk=message.subject_pk)
    return reverse("matching:list-mentors", kwargs={"cycle_pk": cycle})


def _looks_for_mentor(message: Message) -> bool:
    """The recipient takes part in the cycle of the round, and has no mentor."""
    cycle = Cycle.objects.get(rounds=int(message.subject_pk))
    return unpaired_mentees(cycle).filter(mentee=message.recipient_id).exists()


def _is_out(message: Message) -> bool:
    """The recipient is out of the round, which is not over."""
    rounds = MatchRound.objects.filter(pk=message.subject_pk, state__in=MatchRound.LIVE)
    return rounds.filter(absences__enrollment__mentee=message.recipient_id).exists()


def _mentor_is_out(message: Message) -> bool:
    """The recipient mentors, and is out of the round, which is not over."""
    out = MentorAbsence.objects.filter(round=int(message.subject_pk), round__state__in=MatchRound.LIVE)
    return out.filter(participation__mentor=message.recipient_id).exists()


def _lists_who_is_out(message: Message) -> bool:
    """The round is open, and the recipient still has a mentor on their list who is out of it."""
    out = MentorAbsence.objects.filter(round=int(message.subject_pk)).values("participation")
    items = PreferenceItem.objects.filter(preference_list__round=int(message.subject_pk), participation__in=out)
    return _can_widen(message) and items.filter(preference_list__enrollment__mentee=message.recipient_id).exists()


def _is_in_open_round(message: Message) -> bool:
    return _open_round(message) is not None and _has_place(message)


def _mentoring_path(message: Message) -> str:
    """The page of what the mentor offers in the year of the round."""
    cycle = MatchRound.objects.values_list("cycle_id", flat=True).get(pk=message.subject_pk)
    own = MentorParticipation.objects.get(cycle=cycle, mentor=message.recipient_id)
    return reverse("people:edit-participation", kwargs={"pk": own.pk})


def _can_widen(message: Message) -> bool:
    is_open = MatchRound.objects.filter(pk=message.subject_pk, state=MatchRound.State.OPEN).exists()
    return is_open and _looks_for_mentor(message)


def _has_place(message: Message) -> bool:
    """The recipient mentors in the cycle of the round, and has a place left."""
    cycle = Cycle.objects.select_related("program__institution").get(rounds=int(message.subject_pk))
    return mentors_with_a_place(cycle, day=cycle.local_day(message.due_at)).filter(mentor=message.recipient_id).exists()


def _open_round(message: Message) -> MatchRound | None:
    return MatchRound.objects.filter(pk=message.subject_pk, state=MatchRound.State.OPEN).first()


def _closes_as_told(message: Message) -> bool:
    """The round is open, and closes when the message says."""
    match_round = _open_round(message)
    return match_round is not None and match_round.closes_at.isoformat() == message.payload["closes_at"]


def _list_is_missing(message: Message) -> bool:
    """The round is open, asks the recipient for a list, and has none."""
    match_round = _open_round(message)
    return match_round is not None and mentees_without_list(match_round).filter(mentee=message.recipient_id).exists()


def _list_is_missing_as_told(message: Message) -> bool:
    return _closes_as_told(message) and _list_is_missing(message)


def _is_concerned_by_move(message: Message) -> bool:
    """The recipient takes part without a mentor, and this is the last move of the closing."""
    later = Message.objects.filter(event=RANKING_MOVED, subject_pk=message.subject_pk, pk__gt=message.pk)
    overtaken = later.filter(recipient=message.recipient_id).exists()
    return not overtaken and _closes_as_told(message) and _looks_for_mentor(message)


def _moved_context(message: Message) -> dict[str, Any]:
    return _round_context(message) | {"handed_in": not _list_is_missing(message)}


def _submitted_list(message: Message) -> PreferenceList:
    related = ("round__cycle__program__institution",)
    return PreferenceList.objects.select_related(*related).annotate(names=Count("items")).get(pk=message.subject_pk)


def _receipt_context(message: Message) -> dict[str, Any]:
    """How many names, never which: e-mails are read by others too."""
    submitted = _submitted_list(message)
    program = submitted.round.cycle.program
    return {"list": submitted, "round": submitted.round, "program": program, "reply_to": answers_to(program)}


def _receipt_path(message: Message) -> str:
    return reverse("matching:show-receipt", kwargs={"cycle_pk": _submitted_list(message).round.cycle_id})


def _still_submitted(message: Message) -> bool:
    return PreferenceList.objects.handed_in().filter(pk=message.subject_pk).exists()


def _rank_mentees_path(message: Message) -> str:
    cycle = MatchRound.objects.values_list("cycle_id", flat=True).get(pk=message.subject_pk)
    return reverse("matching:rank-mentees", kwargs={"cycle_pk": cycle})


def _can_answer(message: Message) -> bool:
    """Mentors are asked still, and the recipient has not answered."""
    match_round = MatchRound.objects.filter(pk=message.subject_pk).first()
    if match_round is None or not takes_mentor_lists(match_round):
        return False
    return silent_mentors(match_round).filter(mentor=message.recipient_id).exists()


def _put_forward_context(message: Message) -> dict[str, Any]:
    related = ("cycle__program__institution", "put_forward", "put_forward_by")
    match_round = MatchRound.objects.select_related(*related).get(pk=message.subject_pk)
    program = match_round.cycle.program
    return {"round": match_round, "program": program, "reply_to": answers_to(program)}


def _put_forward_path(message: Message) -> str:
    return reverse("matching:show-round", kwargs={"pk": message.subject_pk})


def _waits_for_second(message: Message) -> bool:
    """A proposal is put forward by somebody else than the recipient, who still coordinates the program."""
    waiting = MatchRound.objects.filter(
        pk=message.subject_pk, state=MatchRound.State.PROPOSED, put_forward__isnull=False
    ).exclude(put_forward_by=message.recipient_id)
    coordinators = Appointment.objects.of_coordinators().filter(user=message.recipient_id)
    return waiting.filter(cycle__program__in=coordinators.values("program")).exists()


def register_events() -> None:
    """Make the events of this app known to the outbox."""
    for name, still_matters in (
        (MATCH_PUBLISHED, _is_pending),
        (OFFER_CLOSED, _is_closed),
        (ANSWER_RECORDED, _exists),
    ):
        _register(name, context=_offer_context, path=_offer_path, still_matters=still_matters)
    waits = waits_for_quiet_days(lambda message: _offer(message).enrollment.cycle, until_deadline=True)
    pending = {"still_matters": _awaits_answer, "waits_until": waits}
    _register(OFFER_PENDING, context=_offer_context, path=_offer_path, **pending)
    _register(NO_MATCH, context=_round_context, path=_round_path, still_matters=_looks_for_mentor)
    _register(NO_MENTEE, context=_round_context, path=_round_path, still_matters=_has_place)
    _register(WIDEN_LIST, context=_round_context, path=_ranking_path, still_matters=_can_widen)
    _register(ROUND_LEFT, context=_round_context, path=_ranking_path, still_matters=_is_out)
    _register(ROUND_JOINED, context=_round_context, path=_ranking_path, still_matters=_can_widen)
    out, back = {"still_matters": _mentor_is_out}, {"still_matters": _is_in_open_round}
    _register(MENTOR_LEFT_ROUND, context=_round_context, path=_mentoring_path, **out)
    _register(MENTOR_JOINED_ROUND, context=_round_context, path=_mentoring_path, **back)
    _register(LISTED_MENTOR_LEFT, context=_round_context, path=_ranking_path, still_matters=_lists_who_is_out)
    _register(RANKING_OPENS, context=_round_context, path=_ranking_path, still_matters=_list_is_missing)
    closes = {
        "still_matters": _list_is_missing_as_told,
        "waits_until": waits_for_quiet_days(_year, until_deadline=True),
    }
    _register(RANKING_CLOSES, context=_round_context, path=_ranking_path, **closes)
    _register(RANKING_MOVED, context=_moved_context, path=_ranking_path, still_matters=_is_concerned_by_move)
    _register(MENTORS_ASKED, context=_round_context, path=_rank_mentees_path, still_matters=_can_answer)
    _register(PUT_FORWARD, context=_put_forward_context, path=_put_forward_path, still_matters=_waits_for_second)
    _register(LIST_SUBMITTED, context=_receipt_context, path=_receipt_path, still_matters=_still_submitted, urgent=True)


def _register(name: str, **more: Any) -> None:
    category = Category.RANKING if name in _ABOUT_RANKING else Category.MATCH
    template = f"notifications/matching/{name}.txt"
    register(Event(name=name, category=category, template=template, entry=ENTRIES[name], **more))
