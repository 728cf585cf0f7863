"""Goals of two people: either writes one down, the mentee says how far it is, and takes along what was reached."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.errors import WrongState
from pairs.errors import GoneMeanwhile, MenteesOwn, TooMany
from pairs.models import Goal, GoalStep, Mentorship
from pairs.services.achievements import add_achievement
from pairs.services.goal_steps import MOST_STEPS, add_step, tick_step
from pairs.services.goals import MOST_KEPT, add_goal, change_goal, remove_goal, say_progress, settle_goal
from pairs.services.mentorships import end_mentorship
from people.models import PersonalInterest
from programs.models import Facet, Institution, SuggestedGoal
from programs.services.interests import absorb_term, add_term
from programs.services.schools import create_school
from tests.conftest import SignIn

pytestmark = pytest.mark.django_db
NOON = datetime(2027, 1, 11, 17, tzinfo=UTC)
TODAY = date(2027, 1, 11)
FIELDS = {"text": "Decide on a field", "domain": "professional", "support": "career_advice", "due_on": None}


def _url(name: str, *args: object) -> str:
    return reverse(f"pairs:{name}", args=args)


def test_a_goal_goes_from_its_words_over_its_steps_into_the_log(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    hers, his = sign_in(student), sign_in(mentor)
    typed = {"text": "Decide on a field", "domain": "professional", "support": "", "due_on": ""}
    assert his.post(_url("add-goal", pair.pk), typed).status_code == 302
    goal = Goal.objects.get()
    for text in ("A day on the ward", "Speak with two residents"):
        his.post(_url("add-goal-step", pair.pk, goal.pk), {"text": text, "due_on": ""})
    first = GoalStep.objects.first()
    assert first
    tick = _url("settle-goal-step", pair.pk, first.pk)
    # The mentor’s tick is refused in words, the mentee’s counts once.
    refused = his.post(tick, {"done": "yes"}, follow=True)
    assert "Only the mentee says" in refused.content.decode()
    for _time in (1, 2):
        part = hers.post(tick, {"done": "yes"}, follow=True).content.decode()
        assert "1 of 2 steps done" in part
    hers.post(_url("say-progress", pair.pk, goal.pk), {"said": "Leaning towards pediatrics."})
    his.post(_url("settle-goal", pair.pk, goal.pk), {"step": "talked"})
    page = his.get(reverse("sessions:show-pair", args=[pair.pk])).content.decode()
    assert "Leaning towards pediatrics." in page
    assert "talked about on" in page
    hers.post(_url("settle-goal", pair.pk, goal.pk), {"step": "achieved"})
    hers.post(_url("list-achievements", pair.pk), {"text": "A poster", "reached_on": "2026-05-01"})
    told = hers.get(_url("download-achievements", pair.pk))
    text = told.content.decode()
    assert "attachment" in told["Content-Disposition"]
    assert text.index("Fri 1 May 2026\nA poster") < text.index("Decide on a field")
    assert "Add something else" not in his.get(_url("list-achievements", pair.pk)).content.decode()


def test_what_the_services_refuse(pair: Mentorship, student: User, mentor: User) -> None:
    goal = add_goal(pair, fields=FIELDS, now=NOON)
    step = add_step(goal, fields={"text": "One", "due_on": None}, now=NOON)
    with pytest.raises(MenteesOwn):
        tick_step(step, by=mentor, done=True, now=NOON)
    with pytest.raises(MenteesOwn):
        say_progress(goal, by=mentor, text="Fine.", day=TODAY)
    with pytest.raises(MenteesOwn):
        add_achievement(pair, by=mentor, text="A prize", reached_on=TODAY)
    GoalStep.objects.bulk_create(GoalStep(goal=goal, text="x", added_at=NOON) for _ in range(MOST_STEPS - 1))
    with pytest.raises(TooMany):
        add_step(goal, fields={"text": "One", "due_on": None}, now=NOON)
    settle_goal(goal, state=Goal.State.LET_GO, day=TODAY)
    Goal.objects.bulk_create(Goal(mentorship=pair, added_at=NOON, **FIELDS) for _ in range(MOST_KEPT))
    with pytest.raises(TooMany):
        settle_goal(goal, state=Goal.State.KEPT, day=TODAY)
    remove_goal(goal)
    with pytest.raises(GoneMeanwhile):
        change_goal(goal, fields=FIELDS)
    end_mentorship(pair, by=student, now=NOON)
    with pytest.raises(WrongState):
        add_goal(pair, fields=FIELDS, now=NOON)


def test_two_windows_on_one_goal_overwrite_nothing(
    pair: Mentorship, student: User, mentor: User, sign_in: SignIn
) -> None:
    goal = add_goal(pair, fields=FIELDS, now=NOON)
    url, hers, his = _url("edit-goal", pair.pk, goal.pk), sign_in(student), sign_in(mentor)
    typed = {**FIELDS, "due_on": "", "revision": hers.get(url).context["form"]["revision"].value()}
    assert hers.post(url, {**typed, "text": "Decide by May"}).status_code == 302
    late = his.post(url, {**typed, "text": "Decide by June"})
    assert late.status_code == 422
    assert "Decide by May" in late.content.decode()
    assert Goal.objects.get().text == "Decide by May"


def test_one_tap_takes_a_goal_of_the_schools_list_and_its_words_stay(
    pair: Mentorship, student: User, admin: User, institution: Institution, sign_in: SignIn
) -> None:
    chosen = add_term(institution, facet=Facet.SPECIALTY, name="Palliative care")
    other = add_term(institution, facet=Facet.SPECIALTY, name="Radiology")
    PersonalInterest.objects.create(user=student, term=chosen)
    office = sign_in(admin)
    page = reverse("programs:list-suggested-goals", args=[institution.slug])
    typed = {"domain": "personal", "support": "emotional_support", "stage": "clinical"}
    for name, term in (("Sit with a dying patient", chosen), ("Read a film aloud", other)):
        assert office.post(page, {**typed, "name": name, "specialty": term.pk}).status_code == 302
    assert office.post(page, {**typed, "name": "READ a film aloud", "specialty": ""}).status_code == 422
    suggested = SuggestedGoal.objects.get(specialty=chosen)
    hers = sign_in(student)
    offered = hers.get(_url("add-goal", pair.pk)).content.decode()
    assert "Sit with a dying patient" in offered
    assert "Read a film aloud" not in offered
    hers.post(_url("add-goal", pair.pk), {"suggestion": suggested.pk})
    edit = reverse("programs:edit-suggested-goal", args=[institution.slug, suggested.pk])
    revision = office.get(edit).context["form"]["revision"].value()
    changed = {**typed, "name": "Sit with a patient", "specialty": chosen.pk, "revision": revision}
    assert office.post(edit, changed).status_code == 302
    assert office.post(edit, {**changed, "name": "Wait with a patient"}).status_code == 422
    offer = reverse("programs:offer-suggested-goal", args=[institution.slug, suggested.pk])
    office.post(offer, {"offered": "no"})
    assert Goal.objects.get().text == "Sit with a dying patient"
    assert hers.post(_url("add-goal", pair.pk), {"suggestion": suggested.pk}).status_code == 404
    absorb_term(chosen, into=other)
    suggested.refresh_from_db()
    assert suggested.specialty == other


def test_a_new_school_suggests_goals_for_every_stage() -> None:
    school = create_school(name="Fenwick", short_name="Fenwick", time_zone="Europe/London")
    rows = SuggestedGoal.objects.filter(institution=school)
    assert rows.values_list("stage", flat=True).distinct().count() >= 5
    assert rows.filter(specialty__name="Pediatrics").exists()


def test_pages_of_goals_cost_the_same_for_any_number(
    pair: Mentorship, student: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    goal = add_goal(pair, fields=FIELDS, now=NOON)
    browser = sign_in(student)
    browser.get(_url("add-goal", pair.pk))
    for _more in range(2):
        for name, args, queries in (
            ("add-goal", [pair.pk], 10),
            ("edit-goal", [pair.pk, goal.pk], 9),
            ("list-achievements", [pair.pk], 9),
            ("share-thing", [pair.pk], 7),
        ):
            with django_assert_num_queries(queries, info=name):
                browser.get(_url(name, *args))
        for number in range(3):
            add_step(goal, fields={"text": f"Step {number}", "due_on": None}, now=NOON)
            settle_goal(add_goal(pair, fields=FIELDS, now=NOON), state=Goal.State.ACHIEVED, day=TODAY)
            add_achievement(pair, by=student, text="A prize", reached_on=TODAY)
