from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.errors import WrongState
from people.errors import PlacesInUse
from people.models import MentorParticipation
from people.queries.form_values import ParticipationFields
from people.services import leaves, oversight, participations
from people.signals import participation_changed
from programs.models import HandbookVersion, StaffStep
from programs.services import handbooks
from programs.services.staff_steps import forget_kept, undo_step
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.people.profiles import offer

SignIn = Callable[[User], Client]
State = MentorParticipation.State


def put(participation: MentorParticipation, **fields: object) -> MentorParticipation:
    MentorParticipation.objects.filter(pk=participation.pk).update(**fields)
    participation.refresh_from_db()
    return participation


def edit(participation: MentorParticipation, **fields: object) -> MentorParticipation:
    values = {"capacity": 2, "minimum": 0, "usual_times": "", "in_person": True, "by_video": False, "by_audio": False}
    wanted = cast(ParticipationFields, values | fields)
    now = datetime(2026, 9, 20, 14, tzinfo=UTC)
    return offer(participation, fields=wanted, support={"networking": "at conferences"}, now=now)


def test_an_invitation_is_answered_once(participation: MentorParticipation, now: datetime) -> None:
    put(participation, state=State.INVITED)
    assert participations.answer_invitation(participation, accept=True, now=now).state == State.ACCEPTED
    with pytest.raises(WrongState):
        participations.answer_invitation(participation, accept=False, now=now)


@pytest.mark.parametrize("share", [True, False])
def test_the_reason_for_declining_is_encrypted_and_shared_only_by_its_writer(
    share: bool, participation: MentorParticipation, coordinator: User, sign_in: SignIn, now: datetime
) -> None:
    put(participation, state=State.INVITED)
    reason = "My mother is ill."
    participations.answer_invitation(participation, accept=False, reason=reason, share_reason=share, now=now)
    participation.refresh_from_db()
    assert participation.decline_reason == reason
    with connection.cursor() as cursor:
        cursor.execute("SELECT decline_reason FROM people_mentorparticipation WHERE id = %s", [participation.pk])
        assert b"mother" not in bytes(cursor.fetchone()[0])
    page = sign_in(coordinator).get(reverse("people:edit-participation", args=[participation.pk]))
    assert (reason in page.content.decode()) is share


@pytest.mark.parametrize(
    ("acknowledged", "trained", "accompanied", "state"),
    [
        (True, True, False, State.READY),
        (True, False, True, State.READY),
        (True, False, False, State.ACCEPTED),
        (False, True, True, State.ACCEPTED),
    ],
)
def test_a_mentor_is_ready_when_acknowledged_and_trained_or_with_a_co_mentor(
    acknowledged: bool,
    trained: bool,
    accompanied: bool,
    state: str,
    handbook: HandbookVersion,
    offering: None,
    participation: MentorParticipation,
    mentor: User,
    outsider: User,
    now: datetime,
) -> None:
    put(
        participation,
        state=State.INVITED,
        trained_on=date(2026, 8, 1) if trained else None,
        co_mentor=outsider if accompanied else None,
    )
    participations.answer_invitation(participation, accept=True, now=now)
    if acknowledged:
        handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    participation.refresh_from_db()
    assert participation.state == state


def test_training_entered_by_the_coordinator_makes_ready(
    handbook: HandbookVersion,
    offering: None,
    participation: MentorParticipation,
    mentor: User,
    coordinator: User,
    now: datetime,
) -> None:
    put(participation, state=State.ACCEPTED)
    handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    done = oversight.oversee_participation(
        participation,
        capacity=3,
        department="Surgery",
        trained_on=now.date(),
        co_mentor=None,
        mentor_since=2020,
        by=coordinator,
        now=now,
    )
    assert (done.state, done.capacity) == (State.READY, 3)
    undo_step(StaffStep.objects.get(), by=coordinator, now=now)
    participation.refresh_from_db()
    assert (participation.state, participation.capacity, participation.trained_on) == (State.ACCEPTED, 2, None)


def test_what_was_built_on_places_and_training_stays(
    handbook: HandbookVersion,
    offering: None,
    participation: MentorParticipation,
    mentor: User,
    coordinator: User,
    now: datetime,
) -> None:
    put(participation, state=State.ACCEPTED)
    handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    given: dict[str, Any] = {"department": "", "co_mentor": None, "mentor_since": None, "by": coordinator, "now": now}
    oversight.oversee_participation(participation, capacity=4, trained_on=now.date(), **given)
    step = StaffStep.objects.get()
    MentorshipFactory.create(cycle=participation.cycle, participation=participation)
    with pytest.raises(WrongState, match="a pair"):
        undo_step(step, by=coordinator, now=now)
    put(participation, state=State.READY, capacity=4, places_taken=3)
    StaffStep.objects.all().delete()
    oversight.oversee_participation(participation, capacity=5, trained_on=now.date(), **given)
    put(participation, places_taken=5)
    with pytest.raises(PlacesInUse):
        undo_step(StaffStep.objects.get(), by=coordinator, now=now)
    forget_kept(now=now + timedelta(days=1))
    assert StaffStep.objects.get().kept == ""


def test_nobody_accompanies_themselves(
    participation: MentorParticipation, mentor: User, coordinator: User, now: datetime
) -> None:
    given: dict[str, Any] = {"department": "", "trained_on": None, "mentor_since": None, "by": coordinator, "now": now}
    with pytest.raises(WrongState):
        oversight.oversee_participation(participation, capacity=2, co_mentor=mentor, **given)


def test_places_cannot_fall_below_those_taken(
    participation: MentorParticipation, mentor: User, sign_in: SignIn
) -> None:
    put(participation, places_taken=2)
    with pytest.raises(PlacesInUse) as refused:
        edit(participation, capacity=1)
    assert refused.value.field == "capacity"
    data = {"given_name": "Ruth", "time_zone": "UTC", "capacity": 1, "minimum": 0, "modes": ["by_video"]}
    response = sign_in(mentor).post(reverse("people:edit-participation", args=[participation.pk]), data)
    assert response.status_code == 422
    assert "2 places are taken" in response.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        MentorParticipation.objects.update(capacity=1)


def test_what_is_offered_is_replaced(participation: MentorParticipation) -> None:
    edit(participation)
    edited = edit(participation, usual_times="Tuesdays", by_audio=True)
    assert list(edited.support_offers.values_list("function", "note")) == [("networking", "at conferences")]
    edited.refresh_from_db()
    assert (edited.usual_times, edited.by_audio, edited.by_video) == ("Tuesdays", True, False)


@pytest.mark.parametrize("state", [State.INVITED, State.DECLINED, State.ENDED])
def test_only_those_who_take_part_edit_or_leave(state: str, participation: MentorParticipation, now: datetime) -> None:
    put(participation, state=state)
    with pytest.raises(WrongState):
        edit(participation)
    with pytest.raises(WrongState):
        leaves.go_on_leave(participation, away_from=date(2026, 11, 1), away_until=date(2026, 12, 1), now=now)


def test_a_leave_that_is_over_is_refused(participation: MentorParticipation, now: datetime) -> None:
    today = participation.cycle.local_day(now)
    with pytest.raises(WrongState):
        leaves.go_on_leave(participation, away_from=today - timedelta(days=9), away_until=today, now=now)
    participation.refresh_from_db()
    assert participation.state != State.PAUSED


def test_leave_and_return_are_told_to_those_above(
    handbook: HandbookVersion, offering: None, participation: MentorParticipation, mentor: User, now: datetime
) -> None:
    put(participation, trained_on=now.date())
    handbooks.acknowledge_handbook(handbook, by=mentor, now=now)
    heard = []

    def hear(participation: MentorParticipation, **_: object) -> None:
        heard.append(participation.state)

    participation_changed.connect(hear)
    try:
        leaves.go_on_leave(participation, away_from=now.date(), away_until=date(2026, 12, 1), now=now)
        assert leaves.return_from_leave(participation, now=now).state == State.READY
    finally:
        participation_changed.disconnect(hear)
    assert heard == [State.PAUSED, State.READY]
    with pytest.raises(WrongState):
        leaves.return_from_leave(participation, now=now)


@time_machine.travel(datetime(2026, 11, 10, 15, tzinfo=UTC))
def test_the_mentors_way_by_plain_forms(
    handbook: HandbookVersion, participation: MentorParticipation, mentor: User, sign_in: SignIn
) -> None:
    put(participation, state=State.INVITED)
    client = sign_in(mentor)
    page = reverse("people:edit-participation", args=[participation.pk])
    assert "Will you mentor in Compass?" in client.get(page).content.decode()
    answer = reverse("people:answer-invitation", args=[participation.pk])
    assert client.post(answer, {}).status_code == 422
    assert client.post(answer, {"answer": "accept"})["Location"] == page
    content = client.get(page).content.decode()
    assert "Mentees can’t see you yet" in content
    data = {"given_name": "Ruth", "time_zone": "UTC", "headline": "Listens.", "capacity": 3, "minimum": 1,
            "modes": ["in_person", "by_audio"], "offers_networking": "on", "note_networking": "abroad"}  # fmt: skip
    assert client.post(page, data)["Location"] == page
    participation.refresh_from_db()
    assert (participation.capacity, participation.in_person, participation.by_video) == (3, True, False)
    assert participation.support_offers.get().note == "abroad"
    mentor.refresh_from_db()
    assert mentor.headline == "Listens."
    assert client.post(page, data | {"minimum": 4}).status_code == 422
    assert client.post(page, data | {"modes": []}).status_code == 422
    leave = reverse("people:take-leave", args=[participation.pk])
    assert client.post(leave, {"away_from": "2026-12-01", "away_until": "2026-11-01"}).status_code == 422
    client.post(leave, {"away_from": "2026-11-01", "away_until": "2026-12-01"})
    participation.refresh_from_db()
    assert participation.state == State.PAUSED


def test_declining_by_form(participation: MentorParticipation, mentor: User, sign_in: SignIn) -> None:
    put(participation, state=State.INVITED)
    client = sign_in(mentor)
    client.post(reverse("people:answer-invitation", args=[participation.pk]), {"answer": "decline", "reason": "Away"})
    participation.refresh_from_db()
    assert (participation.state, participation.decline_reason_shared) == (State.DECLINED, False)
    assert (
        "not mentoring this year"
        in client.get(reverse("people:edit-participation", args=[participation.pk])).content.decode()
    )


def test_a_mentor_who_stops_is_thanked_and_cannot_stop_again(
    participation: MentorParticipation, mentor: User, sign_in: SignIn, now: datetime
) -> None:
    client = sign_in(mentor)
    page = reverse("people:edit-participation", args=[participation.pk])
    stop = reverse("people:stop-mentoring", args=[participation.pk])
    assert stop in client.get(page).content.decode()
    assert client.post(stop)["Location"] == page
    participation.refresh_from_db()
    assert participation.state == State.ENDED
    assert "Thank you for mentoring." in client.get(page).content.decode()
    with pytest.raises(WrongState):
        participations.stop_mentoring(participation, now=now)


def test_one_mentor_cannot_see_or_answer_for_another(participation: MentorParticipation, sign_in: SignIn) -> None:
    other = MentorParticipationFactory.create(cycle=participation.cycle).mentor
    for name in ("edit-participation", "answer-invitation", "take-leave", "end-leave", "stop-mentoring"):
        url = reverse(f"people:{name}", args=[participation.pk])
        client = sign_in(other)
        response = client.get(url) if name == "edit-participation" else client.post(url)
        assert response.status_code == 404


def test_a_leave_has_a_day_of_return(participation: MentorParticipation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        put(participation, away_from=date(2026, 9, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        put(participation, away_from=date(2026, 9, 1), away_until=date(2026, 9, 1))
    assert put(participation, away_from=date(2026, 9, 1), away_until=date(2026, 9, 2)).is_away_on(date(2026, 9, 1))
