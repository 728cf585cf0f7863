"""Who walks through the demo school, in which role, and what happens until they walk again."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Role, User
from home.roles import roles_of
from matching.models import MatchRound, MentorRequest, Offer, Strategy
from mentorship.demo.cast import DOMAIN
from mentorship.demo.school.matching import publish
from mentorship.demo.school.school import School
from notifications.models import Fault, Message
from people.models import MentorParticipation
from people.queries.staff_messages import STAFF_MESSAGE
from people.services.pending_imports import keep_file
from programs.models import CycleState
from programs.services.cycles import advance_cycle
from programs.services.handbooks import start_draft
from surveys.models import SurveyResponse, SurveyVersion, Wave
from surveys.models.content import questions_of
from surveys.models.waves import written_answers
from tests.factories.matching import proposed
from tests.factories.notifications import MessageFactory
from tests.readers import Reader


@dataclass(frozen=True, slots=True)
class Walker:
    """One way to see the site.

    Attributes:
        name: how reports call the walker.
        role: the role whose pages these are.
        slug: who of the demo cast it is; a visitor is nobody.
        program: the program whose role is made the active one; otherwise the first role is.
        starts: the addresses where the walk begins; more than one where links lead to none of them, as from e-mails.
    """

    name: str
    role: str
    slug: str = ""
    program: str = ""
    starts: tuple[str, ...] = ("/",)

    def browser(self) -> Reader:
        """Return a browser in which the walker is signed in, with the right role active."""
        client = Reader()
        if self.slug:
            user = User.objects.get(email=f"{self.slug}@{DOMAIN}")
            client.force_login(user)
            self._switch_role(client, user)
        return client

    def _switch_role(self, client: Reader, user: User) -> None:
        if not self.program:
            return
        active_role = next(held for held in roles_of(user) if held.program and held.program.slug == self.program)
        client.handler.enforce_csrf_checks = False
        client.post(reverse("switch-role"), {"active_role": active_role.key})
        client.handler.enforce_csrf_checks = True


# One whose words a program may change; most that come before it in the list are always worded alike.
_MESSAGE = "/programs/compass/message-kinds/offer_pending/"

WALKERS = (
    Walker("visitor", "visitor"),
    Walker("student", "student", "noor-haddad-quist"),
    Walker("student who ranks", "student", "zainab-rowe"),
    Walker("mentor", "mentor", "ruth-nambozo-hale"),
    Walker("mentor of a circle", "mentor", "josette-arsenault-kay", "circles"),
    Walker("coordinator", "coordinator", "dana-whitlow", "compass", starts=("/", _MESSAGE)),
    Walker("coordinator with proposals", "coordinator", "dana-whitlow", "onward"),
    Walker("coordinator of an open round", "coordinator", "benedicta-okello-farr", "research-bridge"),
    Walker("admin", "admin", "marguerite-olander-dube"),
    Walker("safeguarding officer", "safeguarding", "yasmin-corriveau-tate"),
)


# Pages that nothing that happens changes, or not in how they are made.
ALIKE = frozenset(
    {
        "accessibility",
        "account_change_password",
        "account_email",
        "account_set_password",
        "accounts:edit-photo",
        "accounts:show-photo",
        "help",
        "notifications:edit-preferences",
        "pairs:add-conflict",
        "pairs:download-recusals",
        "pairs:import-conflicts",
        "pairs:list-conflicts",
        "people:download-template",
        "people:edit-interest",
        "people:edit-profile",
        "people:edit-word",
        "people:edit-zone",
        "people:list-interests",
        "people:list-words",
        "people:merge-interest",
        "people:merge-person",
        "people:show-examples",
        "privacy",
        "programs:compare-chapter",
        "programs:compare-handbook",
        "programs:create-cycle",
        "programs:create-program",
        "programs:download-handbook",
        "programs:download-template",
        "programs:edit-brand",
        "programs:edit-contacts",
        "programs:edit-school",
        "programs:edit-school-contacts",
        "programs:list-programs",
        "programs:list-receipts",
        "programs:list-templates",
        "programs:print-handbook",
        "programs:save-template",
        "programs:search-handbook",
        "programs:show-chapter",
        "programs:show-logo",
        "programs:show-receipt",
        "programs:show-template",
        "sessions:download-calendar",
        "sessions:plan-workshop",
        "surveys:download-instrument",
        "surveys:list-instruments",
        "surveys:show-instrument",
        "training:add-module",
        "training:add-step",
        "training:compare-module",
        "training:edit-module",
        "training:edit-step",
        "training:preview-step",
        "training:show-module",
        "training:take-step",
    }
)


def later_walkers() -> list[Walker]:
    """Return those who see something new after `move_on`."""
    offered = Offer.objects.filter(state=Offer.State.PENDING, enrollment__cycle__program__slug="onward").first()
    assert offered is not None
    resident = offered.enrollment.mentee.email.split("@")[0]
    why = reverse("matching:show-result", kwargs={"pk": proposed(offered).proposal.round_id})
    main = MatchRound.objects.filter(cycle__program__slug="onward", state=MatchRound.State.PUBLISHED).latest("pk")
    published = reverse("matching:show-round", kwargs={"pk": main.pk})
    offers = reverse("people:show-list", kwargs={"slug": "onward", "name": "offers"})
    all_not_reached = reverse("people:list-all-not-reached")
    not_reached = reverse("people:list-not-reached", kwargs={"slug": "compass"})
    asked = MentorRequest.objects.filter(state=MentorRequest.State.OPEN).earliest("pk")
    asking, answering = (person.email.split("@")[0] for person in (asked.enrollment.mentee, asked.participation.mentor))
    written = (
        Message.objects.filter(event=STAFF_MESSAGE, state=Message.State.SENT).select_related("recipient").earliest("pk")
    )
    assert written.recipient is not None
    reader = written.recipient.email.split("@")[0]
    from_staff = reverse("people:read-message", args=[written.subject_pk])
    away = MentorParticipation.objects.get(
        cycle__program__slug="compass", state=MentorParticipation.State.READY, away_from__isnull=False
    )
    mentor_away = away.mentor.email.split("@")[0]
    leave = reverse("people:edit-participation", kwargs={"pk": away.pk})
    noor = "noor-haddad-quist"
    answer = SurveyResponse.objects.submitted().filter(person__email__startswith=noor).latest("submitted_at")
    answers = reverse("surveys:show-answers", kwargs={"pk": answer.wave_id})
    draft = SurveyVersion.objects.get(state=SurveyVersion.State.DRAFT, survey__program__slug="compass")
    survey = reverse("surveys:edit-survey", kwargs={"slug": "compass", "pk": draft.survey_id})
    return [
        Walker("student at the end", "student", noor, "", ("/", answers)),
        Walker("mentor at the end", "mentor", "ruth-nambozo-hale"),
        Walker("resident with an offer", "student", resident, "onward", ("/", why)),
        Walker("coordinator after publishing", "coordinator", "dana-whitlow", "onward", (published, offers)),
        # Of whose mail some came back, who has uploaded a file, and who writes a survey.
        Walker("coordinator at the end", "coordinator", "dana-whitlow", "compass", (not_reached, survey, "/")),
        Walker("admin at the end", "admin", "marguerite-olander-dube", "", (all_not_reached, "/")),
        Walker("mentor with a leave", "mentor", mentor_away, "compass", (leave,)),
        Walker("coordinator without a round", "coordinator", "emeka-laurier-stone", "circles"),
        Walker("mentee who may ask", "student", "tova-abramsky-reid", "open-door"),
        Walker("mentee who asked", "student", asking, "open-door"),
        Walker("mentor who was asked", "mentor", answering, "open-door"),
        Walker("coordinator without rounds", "coordinator", "emeka-laurier-stone", "open-door"),
        Walker("mentor who has a say", "mentor", "priya-venkataswamy", "first-author"),
        Walker("peer", "student", "ibrahim-saar", "side-by-side"),
        Walker("coordinator of peers", "coordinator", "emeka-laurier-stone", "side-by-side"),
        Walker("mentee to whom staff wrote", "student", reader, "compass", (from_staff,)),
    ]


def move_on(school: School, now: datetime) -> None:
    """Let happen what the demo school has not seen yet.

    Onward's pairs are published, Compass looks back on its year and has a new handbook begun, a mentee has answered a
    survey, a coordinator has uploaded a file, and the mail of one mentee comes back.
    """
    MessageFactory.create(
        recipient=school.user("jonah-petrescu-lim"), state=Message.State.UNDELIVERABLE, fault=Fault.ADDRESS, sent_at=now
    )
    dana, compass = school.user("dana-whitlow"), school.cycles["compass"]
    publish(
        school.cycles["onward"].rounds.get(state=MatchRound.State.PROPOSED), Strategy.CHOICE_STABLE, by=dana, now=now
    )
    advance_cycle(compass, to=CycleState.CLOSING, now=now, confirmed=True)
    start_draft(compass.program)
    _answer(school.user("noor-haddad-quist"), now)
    people = b"role,email,given_name,family_name\nmentee,new@haldenlake.example,New,Person\n"
    keep_file(compass.program, content=people, file_name="people.csv", by=dana, now=now)


def _answer(person: User, now: datetime) -> None:
    """Let a person answer a question of the survey that is open."""
    wave = Wave.objects.open_at(now).select_related("version").get(asked__person=person)
    chosen = next(each for each in questions_of(wave.version.questions) if each["kind"] == "single")
    row = SurveyResponse(wave=wave, person=person, role=Role.MENTEE, started_at=now, saved_at=now, submitted_at=now)
    row.answers = written_answers({chosen["key"]: chosen["options"][0]["value"]})
    row.save()
