"""The offer as the two people see it, and the result of a round."""

from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from matching.models import DeclineReason, MatchRound, Offer
from matching.services.offers import expire_offers
from matching.services.overrides import change_pair
from notifications.events import get_event
from notifications.models import Message
from pairs.models import Conflict, Mentorship
from pairs.notices import PAIR_STARTED
from pairs.services.mentorships import end_mentorship
from people.models import MentorParticipation
from tests.conftest import SignIn
from tests.factories.matching import proposed
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import EnrollmentFactory, MentorParticipationFactory
from tests.rounds import publish


@pytest.fixture
def published(proposed_round: MatchRound, coordinator: User) -> MatchRound:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    return publish(proposal, by=coordinator, now=timezone.now())


@pytest.fixture
def offer(published: MatchRound) -> Offer:
    """An offer whose mentee had somebody else higher on the list."""
    return Offer.objects.filter(proposed_pair__rank__gt=1).select_related(
        "enrollment__mentee", "participation__mentor"
    )[0]


def _page(client: Client, name: str, pk: int) -> str:
    response = client.get(reverse(f"matching:{name}", kwargs={"pk": pk}))
    assert response.status_code == 200
    return response.content.decode()


def _answer(client: Client, offer: Offer, **data: str) -> int:
    return client.post(reverse("matching:answer-offer", kwargs={"pk": offer.pk}), data).status_code


def _names_nobody_but(page: str, *people: User) -> bool:
    others = User.objects.exclude(pk__in=[person.pk for person in people])
    return not any(person.family_name in page for person in others)


def test_the_mentee_sees_who_and_why_and_nobody_else(sign_in: SignIn, offer: Offer) -> None:
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    page = _page(sign_in(mentee), "show-offer", offer.pk)
    assert str(mentor) in page
    assert "choice is full" in page
    assert "If you don’t answer, that counts as yes" in page
    assert _names_nobody_but(page, mentee, mentor)


def test_both_can_say_that_a_role_stands_between_them(sign_in: SignIn, offer: Offer) -> None:
    url = reverse("matching:declare-offer-conflict", kwargs={"pk": offer.pk})
    client = sign_in(offer.participation.mentor)
    assert url in _page(client, "show-offer", offer.pk)
    response = client.post(url, {"declare": "1", "kind": "grades"})
    assert (response.status_code, response["Location"]) == (302, f"/offers/{offer.pk}/")
    conflict = Conflict.objects.get()
    assert (conflict.mentor, conflict.declared_by) == (offer.participation.mentor, offer.participation.mentor)
    assert _answer(client, offer, answer="accept") == 302
    assert _answer(sign_in(offer.enrollment.mentee), offer, answer="accept") == 409
    assert not Mentorship.objects.exists()


def test_the_mentor_does_not_learn_the_rank(sign_in: SignIn, offer: Offer) -> None:
    mentee, mentor = offer.enrollment.mentee, offer.participation.mentor
    page = _page(sign_in(mentor), "show-offer", offer.pk)
    assert str(mentee) in page
    assert "You were on this mentee’s list" in page
    assert not any(word in page for word in ("1st", "2nd", "3rd", "choice"))
    assert _names_nobody_but(page, mentee, mentor)


def test_both_say_yes(sign_in: SignIn, offer: Offer) -> None:
    assert _answer(sign_in(offer.enrollment.mentee), offer, answer="accept") == 302
    assert "You said yes" in _page(sign_in(offer.enrollment.mentee), "show-offer", offer.pk)
    assert _answer(sign_in(offer.participation.mentor), offer, answer="accept") == 302
    pair = Mentorship.objects.get()
    assert (pair.offer, pair.rank) == (offer, proposed(offer).rank)
    assert "are paired" in _page(sign_in(offer.enrollment.mentee), "show-offer", offer.pk)


@pytest.mark.parametrize("rank", [1, 2])
def test_only_the_mentee_reads_that_the_mentor_was_the_first_choice(sign_in: SignIn, offer: Offer, rank: int) -> None:
    people = {"enrollment": offer.enrollment, "participation": offer.participation}
    pair = MentorshipFactory.create(cycle=offer.enrollment.cycle, rank=rank, placed=False, **people)
    url = reverse("sessions:show-pair", kwargs={"pk": pair.pk})
    assert ("your first choice" in sign_in(pair.mentee).get(url).content.decode()) is (rank == 1)
    assert "your first choice" not in sign_in(pair.mentor).get(url).content.decode()


def test_a_pair_that_began_by_silence_reads_no_yes_that_nobody_gave(sign_in: SignIn, offer: Offer) -> None:
    mentee, mentor = sign_in(offer.enrollment.mentee), sign_in(offer.participation.mentor)
    Message.objects.update(state=Message.State.SENT)
    assert _answer(mentor, offer, answer="accept") == 302
    expire_offers(now=offer.expires_at)
    for client, own in ((mentee, "You didn’t answer"), (mentor, "You said yes")):
        page = _page(client, "show-offer", offer.pk)
        assert own in page
        assert "are paired" in page
        assert "silence counted as yes" in page
        assert "both said yes" not in page
    news = get_event(PAIR_STARTED)
    message = Message.objects.get(event=PAIR_STARTED, recipient=offer.enrollment.mentee)
    assert "both said yes" not in render_to_string(news.template, news.context(message))


def test_after_the_end_the_offer_says_that_they_were_a_pair(sign_in: SignIn, offer: Offer) -> None:
    clients = [sign_in(offer.enrollment.mentee), sign_in(offer.participation.mentor)]
    for client in clients:
        assert _answer(client, offer, answer="accept") == 302
    end_mentorship(Mentorship.objects.get(), by=offer.enrollment.mentee, now=timezone.now())
    for client in clients:
        page = _page(client, "show-offer", offer.pk)
        assert "were paired" in page
        assert "are paired" not in page


def test_each_reads_the_own_answer_and_nobody_the_others_no(sign_in: SignIn, offer: Offer) -> None:
    mentee, mentor = sign_in(offer.enrollment.mentee), sign_in(offer.participation.mentor)
    assert _answer(mentee, offer, answer="decline") == 302
    assert "You said no" in _page(mentee, "show-offer", offer.pk)
    for state in (Offer.State.DECLINED, Offer.State.EXPIRED):
        Offer.objects.filter(pk=offer.pk).update(state=state)
        page = _page(mentor, "show-offer", offer.pk)
        assert "You didn’t answer" in page
        assert not any(word in page for word in ("Declined", "Expired", "said no"))


def test_a_private_reason_stays_private(sign_in: SignIn, offer: Offer, coordinator: User) -> None:
    assert _answer(sign_in(offer.enrollment.mentee), offer, answer="decline", reason="Too far away") == 302
    for person in (offer.participation.mentor, offer.enrollment.mentee):
        page = _page(sign_in(person), "show-offer", offer.pk)
        assert "This pairing won’t go ahead" in page
        assert "Too far away" not in page
    assert "Too far away" not in _page(sign_in(coordinator), "list-offers", proposed(offer).proposal.round_id)
    DeclineReason.objects.update(shared=True)
    assert "Too far away" in _page(sign_in(coordinator), "list-offers", proposed(offer).proposal.round_id)


def test_sharing_needs_a_reason(sign_in: SignIn, offer: Offer) -> None:
    assert _answer(sign_in(offer.enrollment.mentee), offer, answer="decline", shared="on") == 422
    offer.refresh_from_db()
    assert offer.state == Offer.State.PENDING


def test_a_late_answer_says_what_happened(sign_in: SignIn, offer: Offer) -> None:
    Message.objects.update(state=Message.State.SENT)
    Offer.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert _answer(sign_in(offer.enrollment.mentee), offer, answer="accept") == 409


def test_an_offer_to_others_cannot_be_seen(sign_in: SignIn, offer: Offer, coordinator: User, outsider: User) -> None:
    url = reverse("matching:show-offer", kwargs={"pk": offer.pk})
    other = Offer.objects.exclude(pk=offer.pk)[0].enrollment.mentee
    assert sign_in(other).get(url).status_code == 404
    assert sign_in(outsider).get(url).status_code == 404
    assert sign_in(coordinator).get(url).status_code == 403


def test_the_result_says_which_choices_were_full_and_why(sign_in: SignIn, offer: Offer, published: MatchRound) -> None:
    mentee = offer.enrollment.mentee
    page = _page(sign_in(mentee), "show-result", published.pk)
    assert "Your 1st choice is full. A lottery decided, fixed before lists closed." in page
    assert _names_nobody_but(page, mentee, offer.participation.mentor)


def test_those_without_a_mentor_read_what_comes_next(sign_in: SignIn, published: MatchRound) -> None:
    assert published.published_proposal
    mentee = published.published_proposal.pairs.get(participation=None).enrollment.mentee
    page = _page(sign_in(mentee), "show-result", published.pk)
    assert "You didn’t hand in a list" in page
    assert "You come first in the next round" in page
    assert _names_nobody_but(page, mentee)


def test_a_mentor_reads_about_the_places(sign_in: SignIn, offer: Offer, published: MatchRound) -> None:
    page = _page(sign_in(offer.participation.mentor), "show-result", published.pk)
    assert "All your places are taken." in page
    assert _names_nobody_but(page, offer.enrollment.mentee, offer.participation.mentor)


def test_before_publication_there_is_no_result(sign_in: SignIn, proposed_round: MatchRound) -> None:
    mentee = proposed_round.preference_lists.all()[0].enrollment.mentee
    response = sign_in(mentee).get(reverse("matching:show-result", kwargs={"pk": proposed_round.pk}))
    assert response.status_code == 403


def _emptied(proposed_round: MatchRound, coordinator: User, *, rank: int) -> MatchRound:
    """The round published after the pairs of one rank were set to nobody by hand."""
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    for pair in proposal.pairs.filter(rank=rank):
        change_pair(
            proposal, enrollment=pair.enrollment, participation=None, reason="-", by=coordinator, now=timezone.now()
        )
    return publish(proposal, by=coordinator, now=timezone.now())


def test_who_was_set_to_nobody_by_hand_reads_of_no_pairing(
    sign_in: SignIn, proposed_round: MatchRound, coordinator: User
) -> None:
    published = _emptied(proposed_round, coordinator, rank=1)
    [mentee] = User.objects.filter(enrollments__proposed_pairs__overridden=True)
    page = _page(sign_in(mentee), "show-result", published.pk)
    assert "this round doesn’t have a mentor for you yet" in page
    assert "made this pairing" not in page


def test_a_choice_that_was_full_until_somebody_changed_it_by_hand_is_told_so(
    sign_in: SignIn, proposed_round: MatchRound, coordinator: User
) -> None:
    published = _emptied(proposed_round, coordinator, rank=1)
    offer = Offer.objects.filter(proposed_pair__rank__gt=1).select_related("enrollment__mentee")[0]
    page = _page(sign_in(offer.enrollment.mentee), "show-result", published.pk)
    assert "Your 1st choice was full when the round was run" in page
    assert "Your 1st choice is full" not in page


def test_a_mentor_without_a_free_place_is_promised_none(
    sign_in: SignIn, published: MatchRound, mentors: list[MentorParticipation]
) -> None:
    full = MentorParticipationFactory.create(cycle=published.cycle, capacity=1, places_taken=1)
    page = _page(sign_in(full.mentor), "show-result", published.pk)
    assert "All your places were taken" in page
    assert "Your place is kept" not in page


def test_only_who_may_join_the_next_round_is_invited_to_it(sign_in: SignIn, published: MatchRound) -> None:
    late, paired = EnrollmentFactory.create_batch(2, cycle=published.cycle)
    MentorshipFactory.create(cycle=published.cycle, enrollment=paired)
    invitation = "See the mentors for the next round"
    assert invitation in _page(sign_in(late.mentee), "show-result", published.pk)
    assert invitation not in _page(sign_in(paired.mentee), "show-result", published.pk)
