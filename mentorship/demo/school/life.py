"""The life of some pairs: paused, with somebody who stands in, drifting, looked back on, and going on informally."""

from datetime import timedelta

from core.errors import DomainError
from mentorship.demo.school.calendar import at
from mentorship.demo.school.meetings import SessionSchedule
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import Mentorship
from pairs.queries.informal import open_continuation
from pairs.services.closing_words import write_closing_word
from pairs.services.continuing import ask_to_continue
from pairs.services.handovers import keep_handover
from pairs.services.informal import confirm
from pairs.services.interims import add_interim_mentor
from pairs.services.pauses import ask_for_pause, follow_pauses
from people.models import MentorParticipation
from programs.models import CycleState
from sessions.services.drift import nudge_quiet_pairs

# Days before today on which the pauses began, and after it on which they are to end.
_PAUSED, _PAST = (5, 28), (5, -1)
# Days after the beginning of last year’s pair on which it met.
_MET = (8, 34, 47, 92, 120, 133, 160, 201, 214)


def live_on(school: School) -> None:
    """Let two pairs pause and somebody stand in, remind those that drift, and let one of last year look back."""
    _stand_in(school, _pause_two(school))
    follow_pauses(now=at(school.today, 7))
    nudge_quiet_pairs(now=at(school.today - timedelta(days=4), 9))
    _hand_over(school)
    _look_back(school)


def _pause_two(school: School) -> Mentorship:
    """One until a day that comes, with a session inside, which is returned; one whose day was yesterday."""
    text = toml("life")["pause"]
    pairs = school.cycles["compass"].mentorships.all()
    again = pairs.exclude(state=Mentorship.State.ACTIVE).values("mentee")
    strangers = pairs.exclude(mentee__in=school.named).exclude(mentor__in=school.named).exclude(mentee__in=again)
    meeting = strangers.filter(sessions__starts_at__gt=at(school.today, 0)).distinct().order_by("-pk")
    two = list(meeting[:2])
    for pair, (ago, ahead), reason in zip(two, (_PAUSED, _PAST), (text["reason"], ""), strict=True):
        ask_for_pause(
            pair,
            by=pair.mentee,
            back_on=school.today + timedelta(days=ahead),
            reason=reason,
            share_reason=True,
            now=at(school.today - timedelta(days=ago), 18),
        )
    return two[0]


def _stand_in(school: School, pair: Mentorship) -> None:
    """The first mentor with a place whom the mentee may have stands in until the pair is back."""
    mentors = MentorParticipation.objects.filter(cycle=pair.cycle, state=MentorParticipation.State.READY)
    for participation in mentors.exclude(mentor__in=school.named).order_by("pk"):
        try:
            add_interim_mentor(
                pair,
                participation=participation,
                until=school.today + timedelta(days=_PAUSED[1]),
                by=school.user("dana-whitlow"),
                reason=toml("life")["pause"]["stands_in"],
                now=at(school.today - timedelta(days=3), 11),
            )
        except DomainError:
            continue
        return


def _hand_over(school: School) -> None:
    """Noor wrote down where she stands, and Ruth may read it."""
    noor, compass = school.user("noor-haddad-quist"), school.cycles["compass"]
    pair = compass.mentorships.select_related("mentor").get(mentee=noor)
    now = at(pair.started_on + timedelta(days=2), 20)
    keep_handover(compass.program, by=noor, text=toml("life")["handover"]["text"], readers=[pair], now=now)


def _look_back(school: School) -> None:
    """A mentee of Ruth's of last year and she met, thanked each other, and go on informally."""
    ruth = school.user("ruth-nambozo-hale")
    earlier = Mentorship.objects.filter(
        mentor=ruth, cycle__program=school.cycles["compass"].program, cycle__state=CycleState.CLOSED
    )
    pair = earlier.select_related("mentee", "mentor", "cycle__program__institution").latest("started_on", "-pk")
    schedule = SessionSchedule(school.random, school.today)
    for days in _MET:
        day = pair.started_on + timedelta(days=days)
        schedule.meet(pair, day, program_minutes=pair.cycle.program.session_minutes)
    schedule.store()
    ended = at(pair.ended_on or pair.cycle.ends_on, 18)
    for person, text in ((pair.mentee, "mentee"), (ruth, "mentor")):
        write_closing_word(pair, by=person, text=toml("life")["thanks"][text], now=ended)
    now = at(school.today - timedelta(days=20), 12)
    ask_to_continue(pair, by=pair.mentee, now=now)
    if asked := open_continuation(pair, now):
        confirm(asked, by=ruth, now=now + timedelta(days=1))
