"""A few lines of help for each type of session: what it is, and how to go about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sessions.models import Focus


@dataclass(frozen=True, slots=True)
class Guide:
    """What a type of session is in one sentence, and what helps, in the order of the conversation."""

    lead: Promise | str
    points: Sequence[Promise | str]


GUIDES = {
    Focus.FIRST_MEETING: Guide(
        _("For getting to know each other. Plans can wait until the next one."),
        (
            _("Tell each other how you got to where you are, detours included."),
            _("What does a good week look like for each of you, and a bad one?"),
            _("Agree on how you reach each other, and how soon you answer."),
            _("Say what stays between you, and where that ends."),
            _("Set the next date before you part."),
        ),
    ),
    Focus.CASE: Guide(
        _("One case, talked through without anything that could tell who the patient is."),
        (
            _("Leave out names, dates, rooms and rare details."),
            _("Start with what puzzled you, then tell the history."),
            _("What did you think at each step, and what did you know by then?"),
            _("What would you do the same way again, and what not?"),
        ),
    ),
    Focus.SKILLS: Guide(
        _("One skill: seen, tried and talked about."),
        (
            _("Choose something small enough for today."),
            _("Watch it done once, then try it while the other watches."),
            _("The learner says first what went well and what to change."),
            _("Agree on when you’ll practice it next."),
        ),
    ),
    Focus.SHADOWING: Guide(
        _("Some hours beside somebody at work."),
        (
            _("Agree on where you stand, what you may do, and when to step out."),
            _("Patients are asked first, and may say no."),
            _("Note two things that surprised you."),
            _("Keep ten minutes at the end to talk about them."),
        ),
    ),
    Focus.FEEDBACK: Guide(
        _("About what somebody did, never about who they are."),
        (
            _("Say what you saw, what it led to, and what you would try."),
            _("Ask what the other makes of it before you go on."),
            _("Mentors ask for feedback, too: what should I do more of, or less?"),
            _("End with one thing to try before the next session."),
        ),
    ),
    Focus.PROFESSIONS: Guide(
        _("People of different professions look at one piece of work together."),
        (
            _("Each says first what their profession notices, worries about and would do."),
            _("Explain the words that only your profession uses. Leave out what could tell who a patient is."),
            _("Where do your tasks touch, and what gets lost there?"),
            _("Who learns first that something is wrong, and how do the others hear of it?"),
            _("Name one thing that you’ll ask or tell another profession this month."),
        ),
    ),
    Focus.CAREER: Guide(
        _("Where you might go from here, without deciding it today."),
        (
            _("What gives you energy, and what drains it? Think of days rather than of titles."),
            _("Which doors does each choice open, and which does it close?"),
            _("Who else should you talk to? A mentor often knows somebody."),
            _("Choose one small step that would tell you more."),
        ),
    ),
    Focus.RESEARCH: Guide(
        _("From a question to something you finish together."),
        (
            _("Say the question in one sentence."),
            _("Who does what, and by when?"),
            _("Agree on authorship now, and write it down."),
            _("Which approvals do you need before you begin?"),
        ),
    ),
    Focus.INTERVIEW: Guide(
        _("A rehearsal in which nothing is at stake."),
        (
            _("Say which post it is for and who would sit across from you."),
            _("Play it for ten minutes without a break."),
            _("Answer with something you did rather than with what you are like."),
            _("Talk about what came across, then try one answer again."),
        ),
    ),
    Focus.CONFIDENTIAL: Guide(
        _("Only its date and length are kept: no topics, no summary."),
        (
            _("Say first what you hope for: to be heard, or to find a way."),
            _("Whoever listens asks more than they advise."),
            _("Where somebody is in danger, confidentiality ends. Say so before you begin."),
        ),
    ),
    Focus.DIFFICULT_DAY: Guide(
        _("After an error, a loss, or simply too much."),
        (
            _("Begin with how you are; what happened can come later."),
            _("You needn’t tell it in order, and you needn’t tell all of it."),
            _("What would help tonight? Who is with you?"),
            _("Nobody has to carry this alone. Who to call is at the foot of every page."),
        ),
    ),
}
