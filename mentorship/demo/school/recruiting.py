"""Research Bridge still looks for mentors, and those of last year's Onward say whether they would do it again."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from mentorship.demo.cast import DOMAIN
from mentorship.demo.school import handbook
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.models import MentorParticipation, SupportOffer
from people.services.participations import answer_invitation
from people.services.renewals import answer_renewal, thank_mentors
from people.services.volunteers import confirm_offer, offer_to_mentor
from programs.models import Cycle, HandbookVersion, SupportFunction

_Because = MentorParticipation.Because
# As many gave the first reason as the program asks for before it is shown.
_DECLINED = ("", *(_Because.TIME,) * 5, _Because.AWAY)
# How far those have come who said yes: the handbook, then the profile.
_ACCEPTED = ((False, False), (True, False), (False, True), (False, True))
_SILENT = 3
ASKED = len(_DECLINED) + len(_ACCEPTED) + _SILENT


def ask_more_mentors(school: School) -> None:
    """Ask mentors of Compass for Research Bridge, too; none of them is named."""
    cycle = school.cycles["research-bridge"]
    asked = at(school.today - timedelta(days=12), 10)
    rows = MentorParticipation.objects.bulk_create(
        MentorParticipation(
            cycle=cycle, mentor=row.mentor, department=row.department, invited_at=asked, capacity=1, minimum=0
        )
        for row in _free_mentors(school)
    )
    declined, accepted = rows[_SILENT : _SILENT + len(_DECLINED)], rows[_SILENT + len(_DECLINED) :]
    for because, row in zip(_DECLINED, declined, strict=True):
        answer_invitation(row, accept=False, because=because, now=asked + timedelta(days=2))
    version = HandbookVersion.objects.get(program=cycle.program, state=HandbookVersion.State.PUBLISHED)
    for (signs, writes), row in zip(_ACCEPTED, accepted, strict=True):
        answer_invitation(row, accept=True, now=asked + timedelta(days=3))
        if signs:
            handbook.acknowledge(version, [row.mentor], now=asked + timedelta(days=4))
        if writes:
            SupportOffer.objects.create(participation=row, function=SupportFunction.SKILL_DEVELOPMENT)


_VOLUNTEERS: tuple[dict[str, str], ...] = (
    {
        "given_name": "Wanjiru",
        "family_name": "Ochola-Brandt",
        "email": f"wanjiru-ochola-brandt@{DOMAIN}",
        "department": "Biostatistics",
        "offers": "I read protocols before they cost a year. Half an hour on a sample size often saves one.",
        "note": "I’m on site on Tuesdays and Thursdays.",
    },
    {
        "given_name": "Tomas",
        "family_name": "Vinterberg-Sall",
        "email": f"tomas-vinterberg-sall@{DOMAIN}",
        "department": "General surgery",
        "offers": "A resident who has just finished a registry study. I know how ethics forms feel the first time.",
        "note": "",
    },
)


def offer_to_mentor_unasked(school: School) -> None:
    """Two people whom nobody asked would like to mentor in Research Bridge, and wait for an answer."""
    program = school.cycles["research-bridge"].program
    program.takes_volunteers = True
    program.save(update_fields=["takes_volunteers"])
    for days, fields in enumerate(_VOLUNTEERS, 1):
        written = at(school.today - timedelta(days=days), 18)
        offer_to_mentor(program, fields=fields, now=written)
        confirm_offer(program.volunteers.get(email=fields["email"]), now=written + timedelta(minutes=9))


_Renewal = MentorParticipation.Renewal
# Three would do it again, one not next year; the others have not said anything.
_RENEWALS = (_Renewal.AGAIN, _Renewal.AGAIN, _Renewal.NOT_NEXT, _Renewal.AGAIN)


def thank_for_last_year(school: School, year: Cycle) -> None:
    """Last year's Onward closes: its mentors were thanked four days ago, and most have answered."""
    thanked = at(school.today - timedelta(days=4), 9)
    rows = MentorParticipation.objects.filter(cycle=year)
    thank_mentors(rows, now=thanked)
    silent = school.user("helena-vassallo-imrie")
    for days, (answer, row) in enumerate(zip(_RENEWALS, rows.exclude(mentor=silent).order_by("pk"), strict=False)):
        answer_renewal(row, answer=answer, now=thanked + timedelta(days=days, hours=3))


def _free_mentors(school: School) -> Iterator[MentorParticipation]:
    """As many as are asked, of those who mentor in Compass and not in Research Bridge."""
    there = {row.mentor_id for row in school.participations["research-bridge"]} | school.named
    return islice((row for row in school.participations["compass"] if row.mentor_id not in there), ASKED)
