"""What waits for somebody about sessions, and which sessions are coming."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.clocks import relative_day, zones_text
from core.prepared import prepared
from core.todo import Coming, Task, TaskSource
from pairs.models import Mentorship
from people.models import MentorParticipation
from sessions.models import MentoringSession, TimePoll, TimeSuggestion
from sessions.presentation.headings import heading_for, zones_for
from sessions.presentation.series import first_of_each_series
from sessions.queries.leaves import leaves_affecting, sessions_to_rearrange
from sessions.queries.pending import sessions_waiting_for
from sessions.queries.polls import open_polls_for
from sessions.queries.sessions import confirmed_sessions
from sessions.queries.suggestions import open_suggestions_of

_LATE = timedelta(days=7)
# Enough for the next agreed ones to be among them, whatever series are suggested.
_READ = 50


def sources_for(user: User, *, now: datetime) -> list[TaskSource]:
    """Return what may wait for `user`: times to answer, sessions to log or to move, logs to check, polls."""
    return [
        TaskSource(sessions_waiting_for, (user, now), partial(_of_sessions, user=user, now=now)),
        TaskSource(leaves_affecting, (user,), partial(_to_move, user=user, now=now)),
        TaskSource(open_suggestions_of, (user, now), partial(_of_suggestions, user=user, now=now)),
        TaskSource(open_polls_for, (user, now), lambda polls: [_answer_poll(poll, user, now) for poll in polls]),
    ]


def tasks_of_pair(
    pair: Mentorship,
    user: User,
    *,
    now: datetime,
    waiting: Iterable[MentoringSession],
    suggestions: Iterable[TimeSuggestion],
) -> list[Task]:
    """Return what waits for `user` in a pair, most urgent first.

    Args:
        pair: with its participation.
        user: one of the two.
        now: the instant of the page.
        waiting: the sessions of the pair that are `sessions_waiting_for` the user.
        suggestions: the other times that are proposed for its sessions.
    """
    leaves = [one for one in [pair.participation] if one is not None]
    tasks = [
        *_of_sessions(waiting, user, now),
        *_to_move(leaves, user, now, pair),
        *_of_suggestions(suggestions, user, now),
    ]
    return sorted(tasks, key=lambda task: task.due)


def _of_sessions(sessions: Iterable[MentoringSession], user: User, now: datetime) -> list[Task]:
    return [_task_of(session, user, now) for session in first_of_each_series(sessions, now)]


def _of_suggestions(suggestions: Iterable[TimeSuggestion], user: User, now: datetime) -> list[Task]:
    return [_answer_move(asked, user, now) for asked in _asked_together(suggestions, user)]


def _to_move(
    leaves: Sequence[MentorParticipation], user: User, now: datetime, pair: Mentorship | None = None
) -> list[Task]:
    return [_move_or_cancel(session, user, now) for session in _in_leave(user, leaves, now, pair)]


def coming_for(user: User, *, now: datetime) -> list[Coming]:
    """Return the sessions ahead to which `user` said yes, and the times that `user` suggested; each kind soonest first.

    A suggested series is one question and comes once.
    """
    confirmed = _confirmed(user, now)
    agreed = [one for one in confirmed if one.state == MentoringSession.State.SCHEDULED]
    suggested = (one for one in confirmed if one.state == MentoringSession.State.PROPOSED)
    return [_coming(session, user) for session in (*agreed, *first_of_each_series(suggested, now))]


@prepared
def _confirmed(user: User, now: datetime) -> QuerySet[MentoringSession]:
    return confirmed_sessions(user, now)[:_READ]


def _coming(session: MentoringSession, user: User) -> Coming:
    minutes = ngettext("%(n)s minute", "%(n)s minutes", session.minutes) % {"n": session.minutes}
    how = [session.get_mode_display(), session.location, minutes]
    return Coming(
        starts_at=session.starts_at,
        zones=zones_for(session, user),
        agreed=session.state == MentoringSession.State.SCHEDULED,
        title=heading_for(session, user),
        how=", ".join(filter(None, how)),
        url=reverse("sessions:show-session", kwargs={"pk": session.pk}),
        join_url=session.link,
        calendar_url=reverse("sessions:download-calendar", kwargs={"pk": session.pk}),
        place=session.cycle.program.name,
    )


def _in_leave(
    user: User, leaves: Iterable[MentorParticipation], now: datetime, pair: Mentorship | None
) -> Iterable[MentoringSession]:
    away = [one for one in leaves if one.away_until is not None]
    if not away:
        return []
    sessions = sessions_to_rearrange(user, away, now)
    return sessions if pair is None else sessions.filter(mentorship=pair)


def _asked_together(suggestions: Iterable[TimeSuggestion], user: User) -> list[list[TimeSuggestion]]:
    """What `user` is asked; suggestions of one batch get one answer: those for the first session of each."""
    batches: dict[object, list[TimeSuggestion]] = {}
    for suggestion in suggestions:
        if suggestion.by_id != user.pk:
            together = batches.setdefault(suggestion.batch, [])
            if not together or together[0].session_id == suggestion.session_id:
                together.append(suggestion)
    return list(batches.values())


def _task_of(session: MentoringSession, user: User, now: datetime) -> Task:
    """What `user` has to do about a session: answer, read what differs, check or log."""
    if session.starts_at > now:
        return _answer(session, user, now)
    if session.confirmation == MentoringSession.Confirmation.DISPUTED:
        return _read_difference(session, user, now)
    if session.confirmation == MentoringSession.Confirmation.WAITING:
        return _check(session, user, now)
    return _log(session, user, now)


def _task(session: MentoringSession, user: User, now: datetime, *, to: str = "show-session", **words: str) -> Task:
    """One thing to do about a session; `to` names its page, `words` are title, text and action."""
    return Task(
        due=session.starts_at,
        when=relative_day(session.starts_at, now, user.zone),
        late=now - session.starts_at > _LATE,
        url=reverse(f"sessions:{to}", kwargs={"pk": session.pk}),
        place=session.cycle.program.name,
        **words,
    )


def _when(session: MentoringSession, user: User) -> str:
    return zones_text(session.starts_at, zones_for(session, user))


def _answer(session: MentoringSession, user: User, now: datetime) -> Task:
    return _task(
        session,
        user,
        now,
        title=_asked(session),
        text=f"{heading_for(session, user)}, {_when(session, user)}.",
        action=_("Answer"),
    )


def _asked(session: MentoringSession) -> str:
    if session.n_times > 1:
        return _("Pick one of %(n)s proposed times") % {"n": session.n_times}
    return _("Answer a proposed time") if session.mentorship else _("Say whether you’re coming")


def _answer_move(asked: Sequence[TimeSuggestion], user: User, now: datetime) -> Task:
    session, n = asked[0].session, len(asked)
    title = _("Another time is proposed")
    text = _("%(who)s: %(instead)s instead. Until you say yes, it stays on %(agreed)s.")
    if n > 1:
        title = _("Pick one of %(n)s other times") % {"n": n}
        text = _("%(who)s. Until you pick one, it stays on %(agreed)s.")
    words = {
        "who": heading_for(session, user),
        "instead": zones_text(asked[0].starts_at, zones_for(session, user)),
        "agreed": _when(session, user),
    }
    return _task(session, user, now, title=title, text=text % words, action=_("Answer"))


def _answer_poll(poll: TimePoll, user: User, now: datetime) -> Task:
    last: datetime = vars(poll)["last"]
    return Task(
        due=last,
        when=relative_day(last, now, user.zone),
        late=False,
        title=_("Say which times suit you"),
        text=_("%(who)s asks about “%(title)s”.") % {"who": poll.by.display_name, "title": poll.title},
        url=reverse("sessions:show-poll", kwargs={"pk": poll.pk}),
        action=_("Answer"),
        place=poll.group.cycle.program.name,
    )


def _move_or_cancel(session: MentoringSession, user: User, now: datetime) -> Task:
    own = session.mentorship is None or session.mentorship.mentor_id == user.pk
    return _task(
        session,
        user,
        now,
        title=_("A session falls during your leave") if own else _("A session falls during your mentor’s leave"),
        text=_("%(who)s, %(when)s. It stays as planned until it’s moved or cancelled.")
        % {"who": heading_for(session, user), "when": _when(session, user)},
        action=_("Move or cancel"),
    )


def _log(session: MentoringSession, user: User, now: datetime) -> Task:
    return _task(
        session,
        user,
        now,
        to="log-session",
        title=_("Log a session"),
        text=_("%(who)s, planned for %(minutes)s minutes.")
        % {"who": heading_for(session, user), "minutes": session.minutes},
        action=_("Log the session"),
    )


def _check(session: MentoringSession, user: User, now: datetime) -> Task:
    return _task(
        session,
        user,
        now,
        title=_("Check a session log"),
        text=_("%(who)s, %(minutes)s minutes.") % {"who": heading_for(session, user), "minutes": session.minutes},
        action=_("Check the log"),
    )


def _read_difference(session: MentoringSession, user: User, now: datetime) -> Task:
    return _task(
        session,
        user,
        now,
        to="log-session",
        title=_("Your mentee asked for a change to a log"),
        text=_("%(who)s: see what should change. The session counts once the two of you agree.")
        % {"who": heading_for(session, user)},
        action=_("See what should change"),
    )
