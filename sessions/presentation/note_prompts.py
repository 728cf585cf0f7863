"""Questions that make it easier to begin a private note, by what kind of session it was and which side writes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from sessions.models import Focus, MentoringSession

State = MentoringSession.State
Prompts = tuple[Promise, Promise, Promise]
_FIRST_OF_MENTEE: Prompts = (
    _("What did you hope this first talk would be, and what was it?"),
    _("What would you like your mentor to know next time that you didn’t get to say?"),
    _("What made it easier to speak, and what made it harder?"),
)
_FIRST_OF_MENTOR: Prompts = (
    _("What matters to this person that isn’t in the profile?"),
    _("What did you promise, and by when?"),
    _("What do you want to ask next time?"),
)
_OF_MENTEE: Prompts = (
    _("What stayed with you after the session?"),
    _("What will you try before the next one, however small?"),
    _("What was hard to say, or left unsaid?"),
)
_OF_MENTOR: Prompts = (
    _("What do you want to come back to?"),
    _("What did you offer, and what did they ask for?"),
    _("Where did you talk when you could have listened?"),
)
_OF_GROUP: Prompts = (
    _("Whose words stayed with you, and why?"),
    _("What did you hold back, and what would have made it easier?"),
    _("What do you want to bring next time?"),
)
_OF_LEADER: Prompts = (
    _("Who spoke little, and how could you make room for them?"),
    _("What question was left open?"),
    _("What would you do differently next time?"),
)
_OF_WORKSHOP: Prompts = (
    _("What is the one thing you want to use this week?"),
    _("What did you not understand yet, and who could you ask?"),
    _("When will you look at this note again?"),
)
_NOT_HELD: Prompts = (
    _("What got in the way?"),
    _("How are you about it?"),
    _("What is a good next step, for you?"),
)
_OF_PRACTICE: Prompts = (
    _("What went better than you thought?"),
    _("What would you do differently, and what would you keep?"),
    _("When will you practice it again?"),
)
_OF_FEEDBACK: Prompts = (
    _("Which sentence do you want to remember as it was said?"),
    _("What surprised you, and what did you already know?"),
    _("What will you do with it this week?"),
)
_OF_PLANS: Prompts = (
    _("What became clearer, and what is still open?"),
    _("Who could you talk to next?"),
    _("What is the smallest next step, and by when?"),
)
_OF_HARD_THINGS: Prompts = (
    _("How are you now, compared with before you talked?"),
    _("What helped, even a little?"),
    _("Who else could stand by you this week?"),
)
_BY_FOCUS = {
    Focus.CASE: _OF_PRACTICE,
    Focus.SKILLS: _OF_PRACTICE,
    Focus.SHADOWING: _OF_PRACTICE,
    Focus.INTERVIEW: _OF_PRACTICE,
    Focus.PROFESSIONS: _OF_PRACTICE,
    Focus.FEEDBACK: _OF_FEEDBACK,
    Focus.CAREER: _OF_PLANS,
    Focus.RESEARCH: _OF_PLANS,
    Focus.CONFIDENTIAL: _OF_HARD_THINGS,
    Focus.DIFFICULT_DAY: _OF_HARD_THINGS,
}


def prompts_for(session: MentoringSession, writer: User) -> Prompts:
    """Return three questions for `writer`'s note about a session."""
    if session.state in (State.MISSED, State.CANCELLED):
        return _NOT_HELD
    if session.kind == MentoringSession.Kind.WORKSHOP:
        return _OF_WORKSHOP
    pair = session.mentorship
    if pair is None:
        leads = session.attendances.filter(user=writer, leads=True).exists()
        return _OF_LEADER if leads else _OF_GROUP
    mentors = writer.pk == pair.mentor_id
    if session.focus in _BY_FOCUS:
        return _OF_MENTOR if mentors else _BY_FOCUS[Focus(session.focus)]
    earlier = pair.sessions.filter(state=State.HELD, starts_at__lt=session.starts_at).exists()
    if session.focus == Focus.FIRST_MEETING or not earlier:
        return _FIRST_OF_MENTOR if mentors else _FIRST_OF_MENTEE
    return _OF_MENTOR if mentors else _OF_MENTEE
