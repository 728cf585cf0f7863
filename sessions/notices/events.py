"""The kinds of news about sessions. Nothing here says what a session was about."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, NotRequired, TypedDict, cast

from django.urls import reverse

from core.clocks import zones_text
from notifications.events import CalendarFile, Event
from notifications.models import Category, Message
from notifications.policies import end_of_quiet_hours
from notifications.queries.preferences import preference_for, preference_of
from pairs.notices.order import hears_first_of_end
from pairs.presentation.peers import and_text
from pairs.queries.replies import replies_of
from programs.models import Cycle
from programs.notices.quiet_days import waits_for_quiet_days
from programs.queries.contacts import answers_to
from sessions.models import Attendance, MentoringSession, TimeSuggestion
from sessions.notices.entries import ENTRIES
from sessions.presentation.headings import zones_for
from sessions.presentation.invitations import cancellation, invitation, removal
from sessions.queries.sessions import proposed_series, with_people
from sessions.queries.suggestions import proposed_times

State = MentoringSession.State
Confirmation = MentoringSession.Confirmation
Move = TimeSuggestion.State


class SessionPayload(TypedDict):
    """What a message about a session carries for its rendering.

    `sequence` is that of the session (RFC 5545), by which a message that is out of date is known; `batch` is that of a
    suggested time; `was` is when a moved one would have begun, in ISO format; `others` are the keys of sessions that
    were cancelled together with the first; `noted` says that a word came with the step.
    """

    sequence: int
    batch: NotRequired[str]
    was: NotRequired[str]
    others: NotRequired[list[str]]
    noted: NotRequired[bool]


def _payload(message: Message) -> SessionPayload:
    return cast(SessionPayload, message.payload)


def _session(message: Message) -> MentoringSession | None:
    return with_people(MentoringSession.objects.all()).filter(pk=message.subject_pk).first()


def _current(message: Message, *states: str) -> MentoringSession | None:
    """The session as the message knew it: neither moved nor cancelled since, and in one of `states`."""
    session = _session(message)
    if session is None or session.state not in states or session.sequence != _payload(message)["sequence"]:
        return None
    return session


def _attends(message: Message, session: MentoringSession, *states: str) -> bool:
    return session.attendances.filter(user=message.recipient_id, state__in=states).exists()


def _in_state(*states: str) -> Callable[[Message], bool]:
    return lambda message: _current(message, *states) is not None


def _confirmed(message: Message) -> bool:
    session = _current(message, State.SCHEDULED)
    return session is not None and _attends(message, session, Attendance.State.CONFIRMED)


def _taken_off(message: Message) -> bool:
    session = _current(message, State.SCHEDULED)
    return session is not None and _attends(message, session, Attendance.State.EXCUSED)


def _given_up(message: Message) -> bool:
    session = _current(message, State.SCHEDULED)
    return session is not None and _attends(message, session, Attendance.State.DECLINED)


def _link_awaited(message: Message) -> bool:
    session = _current(message, State.SCHEDULED)
    return session is not None and session.link_follows


def _awaited(message: Message) -> bool:
    """The recipient comes, and asked to be reminded once more."""
    return preference_of(message.reader).hour_before and _confirmed(message)


def _invited(message: Message) -> bool:
    session = _current(message, *MentoringSession.AHEAD)
    return session is not None and _attends(message, session, Attendance.State.INVITED)


def _log_in(confirmation: Confirmation) -> Callable[[Message], bool]:
    def still_matters(message: Message) -> bool:
        session = _session(message)
        return session is not None and session.confirmation == confirmation

    return still_matters


def _year(message: Message) -> Cycle | None:
    session = _session(message)
    return session.cycle if session else None


def _proposal_context(message: Message) -> dict[str, Any]:
    """A series names each of its dates, several times to pick from each of them, on the clocks of both."""
    context = _context(message)
    session = context.get("session")
    if session is not None and session.n_times > 1:
        zones = zones_for(session, message.reader)
        return context | {"choices": [zones_text(one, zones) for one in proposed_times(session, message.due_at)]}
    if session is None or session.mentorship is None or session.series_id is None:
        return context
    dates = proposed_series(session, message.due_at)
    zones = zones_for(session, message.reader)
    return context | {"dates": [zones_text(one.starts_at, zones) for one in dates]}


def _suggestion(message: Message) -> TimeSuggestion | None:
    batch = _payload(message).get("batch")
    if batch is None:
        return None
    return TimeSuggestion.objects.filter(batch=batch, session__pk=message.subject_pk).select_related("by").first()


def _suggestion_is(state: TimeSuggestion.State) -> Callable[[Message], bool]:
    """The suggestion is in `state`, and the session stands; a new link alone makes no difference."""

    def still_matters(message: Message) -> bool:
        suggestion, session = _suggestion(message), _session(message)
        stands = session is not None and session.state == State.SCHEDULED
        return stands and suggestion is not None and suggestion.state == state

    return still_matters


def _move_context(message: Message) -> dict[str, Any]:
    context, suggestion = _context(message), _suggestion(message)
    if suggestion is None or not context:
        return context
    zones = zones_for(context["session"], message.reader)
    together = list(TimeSuggestion.objects.filter(batch=suggestion.batch))
    own = [zones_text(one.starts_at, zones) for one in together if one.session_id == suggestion.session_id]
    return context | {"instead": own[0], "choices": own, "later": len(together) - len(own)}


def _context(message: Message) -> dict[str, Any]:
    session = _session(message)
    if session is None:
        return {}
    reader, pair = message.reader, session.mentorship
    replies = replies_of(pair, reader) if pair else {"reply_to": answers_to(session.cycle.program)}
    return {
        "session": session,
        "when": zones_text(session.starts_at, zones_for(session, reader)),
        "other": pair.other_of(reader) if pair else None,
        "peers": _peers_of(session, message),
        "workshop": session.title if session.kind == MentoringSession.Kind.WORKSHOP else "",
        "noted": _payload(message).get("noted", False),
        "by_reader": session.organiser_id == message.recipient_id,
        **replies,
    }


def _ahead_context(message: Message) -> dict[str, Any]:
    """How many days before the session the message is due."""
    context = _context(message)
    session = context.get("session")
    return context | {"days": round((session.starts_at - message.due_at) / timedelta(days=1)) if session else 1}


def _place_context(message: Message) -> dict[str, Any]:
    """Until when the place is held, where it is."""
    context = _context(message)
    held = Attendance.objects.filter(
        session__pk=message.subject_pk, user=message.recipient_id, claim_until__isnull=False
    )
    return context | {"claim_until": held.values_list("claim_until", flat=True).first()}


def _peers_of(session: MentoringSession, message: Message) -> str:
    """The names of the others, where equals meet."""
    if not session.is_of_peers:
        return ""
    others = session.attendances.exclude(user=message.recipient_id).select_related("user").order_by("pk")
    return and_text([one.user.display_name for one in others])


def _keys_of_others(message: Message) -> list[str]:
    return _payload(message).get("others", [])


def _cancellation_context(message: Message) -> dict[str, Any]:
    """Of several sessions that fall together the date of each is told."""
    context, others = _context(message), _keys_of_others(message)
    if not context or not others:
        return context
    zones = zones_for(context["session"], message.reader)
    later = MentoringSession.objects.filter(pk__in=others).order_by("starts_at", "pk")
    return context | {"dates": [context["when"], *(zones_text(one.starts_at, zones) for one in later)]}


def _session_page(message: Message) -> str:
    return reverse("sessions:show-session", kwargs={"pk": message.subject_pk})


def _move_page(message: Message) -> str:
    return reverse("sessions:move-session", kwargs={"pk": message.subject_pk})


def _log_page(message: Message) -> str:
    return reverse("sessions:log-session", kwargs={"pk": message.subject_pk})


_PATHS = {"log_missing": _log_page, "log_disputed": _log_page, "link_missing": _move_page}


def _event(
    name: str,
    category: Category,
    still_matters: Callable[[Message], bool],
    *,
    urgent: bool = False,
    context: Callable[[Message], dict[str, Any]] = _context,
    calendar: Callable[[Message, datetime], Sequence[CalendarFile]] | None = None,
    waits_until: Callable[[Message, datetime], datetime | None] | None = None,
    comes_after: Callable[[Message, datetime], bool] | None = None,
    texted: Callable[[Message, datetime], bool] | None = None,
) -> Event:
    return Event(
        name=name,
        entry=ENTRIES[name],
        category=category,
        template=f"notifications/sessions/{name}.txt",
        context=context,
        calendar=calendar,
        path=_PATHS.get(name, _session_page),
        still_matters=still_matters,
        urgent=urgent,
        waits_until=waits_until,
        comes_after=comes_after,
        texted=texted,
    )


_SOON = timedelta(hours=48)


def _moments_ahead(message: Message, now: datetime) -> list[datetime]:
    """When the session begins or, before it was moved, would have begun, as far as that is still to come."""
    session, was = _session(message), _payload(message).get("was")
    moments = [] if session is None else [session.starts_at]
    return [moment for moment in (*moments, *([datetime.fromisoformat(was)] if was else ())) if moment > now]


def _not_at_night(message: Message, now: datetime) -> datetime | None:
    """What changes nothing about the next days waits until it is no longer quiet."""
    if min(_moments_ahead(message, now), default=now) - now <= _SOON:
        return None
    preference, local = preference_for(message), now.astimezone(message.reader.zone)
    return end_of_quiet_hours(local, start=preference.quiet_from, end=preference.quiet_until)


def _falls_with_the_pair(message: Message, now: datetime) -> bool:
    """Its reader has yet to hear that the pair is over, with which the session falls."""
    session = _session(message)
    return session is not None and hears_first_of_end(message, session.mentorship_id, now)


def _within_a_day(message: Message, now: datetime) -> bool:
    """The session is, or was, less than a day away: who reads no email until then would go for nothing."""
    return any(moment - now < timedelta(days=1) for moment in _moments_ahead(message, now))


EVENTS = (
    _event("poll_decided", Category.SESSION, _confirmed, calendar=invitation),
    _event("session_proposed", Category.SESSION, _invited, context=_proposal_context, calendar=invitation),
    _event("session_booked", Category.SESSION, _in_state(State.SCHEDULED), calendar=invitation),
    _event("session_agreed", Category.SESSION, _in_state(State.SCHEDULED), calendar=invitation),
    # It answers a click of its reader, so it waits for nothing and takes nothing from the day’s quota.
    _event("session_accepted", Category.SESSION, _in_state(State.SCHEDULED), urgent=True, calendar=invitation),
    _event("move_suggested", Category.SESSION, _suggestion_is(Move.OPEN), context=_move_context),
    _event("move_declined", Category.SESSION, _suggestion_is(Move.DECLINED), context=_move_context),
    _event("move_withdrawn", Category.SESSION, _suggestion_is(Move.WITHDRAWN), context=_move_context),
    _event("session_tomorrow", Category.SESSION, _confirmed, context=_ahead_context),
    _event("link_missing", Category.SESSION, _link_awaited),
    _event("session_soon", Category.SESSION, _awaited, urgent=True),
    _event(
        "session_changed",
        Category.CANCELLATION,
        _in_state(*MentoringSession.AHEAD),
        urgent=True,
        context=_proposal_context,
        calendar=invitation,
        waits_until=_not_at_night,
        texted=_within_a_day,
    ),
    _event(
        "session_cancelled",
        Category.CANCELLATION,
        _in_state(State.CANCELLED),
        urgent=True,
        context=_cancellation_context,
        calendar=cancellation(_keys_of_others),
        waits_until=_not_at_night,
        comes_after=_falls_with_the_pair,
        texted=_within_a_day,
    ),
    _event("place_free", Category.SESSION, _confirmed, urgent=True, context=_place_context, calendar=invitation),
    _event("place_passed", Category.SESSION, _given_up),
    _event(
        "place_withdrawn",
        Category.CANCELLATION,
        _taken_off,
        urgent=True,
        calendar=removal,
        waits_until=_not_at_night,
    ),
    _event("log_missing", Category.LOG, _in_state(State.SCHEDULED), waits_until=waits_for_quiet_days(_year)),
    _event("log_to_check", Category.LOG, _log_in(Confirmation.WAITING)),
    _event("log_disputed", Category.LOG, _log_in(Confirmation.DISPUTED)),
)
