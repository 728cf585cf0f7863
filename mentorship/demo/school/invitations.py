"""Who of the demo school has signed in, who has not, and who would rather not be asked again."""

from datetime import timedelta

from accounts.models import User
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.models import MentorParticipation
from people.services.participations import answer_invitation

NEVER_SIGNED_IN = 5


def sign_in_most(school: School) -> None:
    """Let everybody have signed in yesterday but a few mentees of Compass whom nobody pictures."""
    unnamed = [row.mentee_id for row in school.enrollments["compass"] if row.mentee_id not in school.named]
    yesterday = at(school.today, 8) - timedelta(days=1)
    User.objects.exclude(pk__in=unnamed[-NEVER_SIGNED_IN:]).update(last_login=yesterday)


def decline_for_good(school: School) -> None:
    """Let one mentor of Circles decline the informal register and ask not to be asked again."""
    mentor = next(row.mentor for row in reversed(school.participations["circles"]) if row.mentor_id not in school.named)
    asked = at(school.today, 9) - timedelta(days=20)
    invited = MentorParticipation.objects.create(cycle=school.cycles["informal"], mentor=mentor, invited_at=asked)
    reason = "This is my last year before I retire. Thank you for asking."
    answer_invitation(invited, accept=False, reason=reason, share_reason=True, ask_again=False, now=asked)
