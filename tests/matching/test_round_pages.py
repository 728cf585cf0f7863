"""The coordinator's pages of a round, state by state."""

import re
import subprocess
import sys
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import User
from matching.models import MatchRound, Offer, Proposal, Strategy
from matching.presentation.promises import PROMISES
from matching.queries.proposals import revision_of
from matching.services.demand import count_demand
from matching.services.overrides import change_pair
from matching.services.proposals import queue_proposals, run_unfinished
from notifications.models import Message
from people.errors import PlacesTaken
from people.models import MentorParticipation
from programs.models import Cycle, Program
from tests.conftest import SignIn
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import ConflictFactory
from tests.factories.people import EnrollmentFactory
from tests.rounds import publish

State = MatchRound.State


@pytest.fixture
def desk(sign_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return sign_in(coordinator)


def _url(name: str, pk: int, **more: object) -> str:
    return reverse(f"matching:{name}", kwargs={"pk": pk, **more})


def _publish(desk: Client, match_round: MatchRound, proposal: Proposal, name: str) -> int:
    # Meant even if the lottery happened to draw something better.
    data = {"proposal": proposal.pk, "revision": revision_of(proposal), "name": name, "although_beaten": "on"}
    return desk.post(_url("publish-round", match_round.pk), data).status_code


def test_an_empty_list_says_what_to_do_next(desk: Client, cycle: Cycle, program: Program) -> None:
    page = desk.get(reverse("matching:list-rounds", kwargs={"slug": program.slug}))
    assert "Create a round" in page.content.decode()
    assert page.content.decode().count("<h1") == 1


def test_a_draft_is_made_in_the_schools_time(desk: Client, cycle: Cycle, program: Program) -> None:
    url = reverse("matching:create-round", kwargs={"slug": program.slug})
    data = {"name": "Autumn", "cycle": cycle.pk, "opens_at": "2026-09-14T08:00", "closes_at": "2026-09-25T17:00"}
    response = desk.post(url, data)
    match_round = MatchRound.objects.get()
    assert response.status_code == 302
    assert match_round.closes_at.isoformat() == "2026-09-25T21:00:00+00:00"
    assert "2026, 17:00" in desk.get(response["Location"]).content.decode()


def test_closing_before_opening_is_an_error_beside_the_field(desk: Client, cycle: Cycle, program: Program) -> None:
    url = reverse("matching:create-round", kwargs={"slug": program.slug})
    data = {"name": "Autumn", "cycle": cycle.pk, "opens_at": "2026-09-14T08:00", "closes_at": "2026-09-13T17:00"}
    response = desk.post(url, data)
    assert response.status_code == 422
    assert "<title>Error: " in response.content.decode()
    assert not MatchRound.objects.exists()


def test_departments_are_limited_while_the_round_can_be_edited(
    desk: Client, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    MentorParticipation.objects.filter(pk=mentors[0].pk).update(department="Surgery")
    url = _url("edit-round", open_round.pk)
    form = desk.get(url).context["form"]
    assert "Limit how many mentees a department takes" in desk.get(url).content.decode()
    [limit] = (field.name for field in form.of_departments)
    data = {"name": "Main round", "closes_at": "2026-09-25T17:00", limit: "12"}
    assert desk.post(url, data).status_code == 302
    open_round.refresh_from_db()
    assert open_round.department_limits == {"Surgery": 12}
    assert "Surgery: at most 12" in desk.get(_url("show-round", open_round.pk)).content.decode()
    assert desk.post(url, data | {limit: "-1"}).status_code == 422


@pytest.mark.parametrize("closes_at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_round_closes_in_a_year_that_can_be_meant(desk: Client, open_round: MatchRound, closes_at: str) -> None:
    response = desk.post(_url("edit-round", open_round.pk), {"name": "Main round", "closes_at": closes_at})
    assert response.status_code == 422
    assert "Check the year." in response.content.decode()


def test_the_whole_way_from_draft_to_published(
    desk: Client,
    cycle: Cycle,
    program: Program,
    mentors: list[MentorParticipation],
    django_capture_on_commit_callbacks: object,
) -> None:
    closes = timezone.now() + timedelta(days=3)
    match_round = MatchRoundFactory.create(cycle=cycle, state=State.DRAFT, opened_at=None, closes_at=closes)
    draft = desk.get(_url("show-round", match_round.pk)).content.decode()
    assert "No mentees are enrolled and looking for a mentor yet." in draft
    assert "Open the round" not in draft
    assert desk.post(_url("open-round", match_round.pk)).status_code == 409
    enrollment = EnrollmentFactory.create(cycle=cycle)
    assert desk.post(_url("open-round", match_round.pk)).status_code == 302
    PreferenceListFactory.create(round=match_round, enrollment=enrollment, ranks=[mentors[0], mentors[1]])
    assert desk.post(_url("close-round", match_round.pk)).status_code == 302
    page = desk.get(_url("show-round", match_round.pk)).content.decode()
    assert "0 of 5 methods are done" in page
    assert 'hx-trigger="every 2s"' in page
    run_unfinished(match_round.pk, clock=timezone.now)
    page = desk.get(_url("show-round", match_round.pk)).content.decode()
    assert "5 proposals are ready to compare" in page
    assert f"python3 verify.py round-{match_round.pk}-instance.json" in page
    assert _url("download-verifier", match_round.pk) in page
    assert "Publish 1 pair and notify 4 people" in page
    proposal = match_round.proposals.get(strategy="choice-stable")
    assert _publish(desk, match_round, proposal, "Wrong name") == 422
    assert _publish(desk, match_round, proposal, match_round.name) == 302
    assert _publish(desk, match_round, proposal, match_round.name) == 302
    page = desk.get(_url("show-round", match_round.pk)).content.decode()
    assert "Nothing in it can be changed anymore" in page
    assert Offer.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "open", "closed", "proposed"])
def test_whether_it_is_safe_to_rank_honestly_is_said_in_every_state(
    desk: Client, request: pytest.FixtureRequest, cycle: Cycle, state: str
) -> None:
    match_round = (
        MatchRoundFactory.create(cycle=cycle) if state == "draft" else request.getfixturevalue(f"{state}_round")
    )
    text = " ".join(desk.get(_url("show-round", match_round.pk)).content.decode().split())
    for promise in PROMISES:
        assert re.search(rf"{promise.strategy.label}\b.{{0,400}}{re.escape(str(promise.to_coordinators))}", text)


def test_progress_alone_is_sent_to_htmx(desk: Client, closed_round: MatchRound, now: datetime) -> None:
    queue_proposals(closed_round, now=now)
    headers = {"HX-Request": "true"}
    part = desk.get(_url("show-round", closed_round.pk), headers=headers)
    assert part.content.decode().lstrip().startswith("<div")
    assert "0 of 5" in part.content.decode()
    run_unfinished(closed_round.pk, clock=lambda: now)
    assert desk.get(_url("show-round", closed_round.pk), headers=headers)["HX-Refresh"] == "true"


def test_a_refused_step_says_why(desk: Client, proposed_round: MatchRound) -> None:
    response = desk.post(_url("open-round", proposed_round.pk))
    assert response.status_code == 409
    assert "Only a draft can be opened" in response.content.decode()


def test_steps_are_posts(desk: Client, open_round: MatchRound) -> None:
    for name in ("open-round", "close-round", "run-round", "stop-run", "reopen-round", "cancel-round", "publish-round"):
        assert desk.get(_url(name, open_round.pk)).status_code == 405


def test_a_proposal_that_changed_since_it_was_shown_is_not_published(
    desk: Client, proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    shown = {"proposal": proposal.pk, "revision": revision_of(proposal), "name": proposed_round.name}
    shown |= {"although_beaten": "on"}
    pair = proposal.pairs.exclude(participation=None)[0]
    change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    response = desk.post(_url("publish-round", proposed_round.pk), shown)
    assert response.status_code == 422
    assert "changed after you opened the page" in response.content.decode()
    assert not Offer.objects.exists()
    proposal.refresh_from_db()
    assert _publish(desk, proposed_round, proposal, proposed_round.name) == 302


def _hidden(page: str) -> dict[str, str]:
    """What the form for publishing holds without being seen."""
    return dict(re.findall(r'<input type="hidden" name="(proposal|revision)" value="([^"]*)"', page))


def test_a_refused_publication_shows_the_proposal_that_it_would_publish(
    desk: Client, proposed_round: MatchRound
) -> None:
    last = proposed_round.proposals.get(strategy="balanced")
    data = {"proposal": last.pk, "revision": revision_of(last), "name": "Wrong"}
    page = desk.post(_url("publish-round", proposed_round.pk), data).content.decode()
    assert "You’re publishing <b>Balanced</b>" in page
    assert _hidden(page)["proposal"] == str(last.pk)


def test_looking_again_at_a_changed_proposal_is_enough_to_publish_it(
    desk: Client, proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    shown = {"proposal": proposal.pk, "revision": revision_of(proposal), "name": proposed_round.name}
    shown |= {"although_beaten": "on"}
    pair = proposal.pairs.exclude(participation=None)[0]
    change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="-", by=coordinator, now=now)
    page = desk.post(_url("publish-round", proposed_round.pk), shown).content.decode()
    again = desk.post(_url("publish-round", proposed_round.pk), shown | _hidden(page))
    assert again.status_code == 302
    assert Offer.objects.count() == 2


def test_the_run_form_shows_the_settings_of_the_last_run(desk: Client, proposed_round: MatchRound) -> None:
    later = timezone.now()
    queue_proposals(proposed_round, strategies=["choice-stable"], options={"priority": "similarity"}, now=later)
    run_unfinished(proposed_round.pk, clock=lambda: later)
    page = desk.get(_url("show-round", proposed_round.pk)).content.decode()
    assert '<option value="similarity" selected>' in page


def test_what_is_not_possible_any_more_is_said_before_publishing(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    MentorParticipation.objects.filter(pk=mentors[0].pk).update(capacity=0)
    page = desk.get(_url("show-round", proposed_round.pk)).content.decode()
    assert "1 mentor has too few places" in page
    assert f"{mentors[0].mentor}, mentees: 1, places: 0" in page
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    with pytest.raises(PlacesTaken, match=f"{mentors[0].mentor}, mentees: 1, places: 0"):
        publish(proposal, by=User.objects.earliest("pk"), now=timezone.now())


def test_those_set_to_nobody_by_hand_are_not_said_to_be_turned_away(
    desk: Client, proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    for pair in proposal.pairs.exclude(participation=None):
        change_pair(proposal, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    page = desk.get(_url("show-round", proposed_round.pk) + f"?proposal={proposal.pk}").content.decode()
    assert "3 mentees left without a mentor by hand" in page
    assert "without a place" not in page


def test_a_pair_that_is_not_eligible_any_more_names_no_reason(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    stable = proposed_round.proposals.get(strategy="choice-stable")
    pair = stable.pairs.get(participation=mentors[0])
    institution = pair.enrollment.cycle.program.institution
    ConflictFactory.create(institution=institution, mentee=pair.enrollment.mentee, mentor=mentors[0].mentor)
    page = desk.get(_url("show-round", proposed_round.pk), {"proposal": stable.pk}).content.decode()
    assert "1 pair is no longer possible" in page
    assert "conflict appeared" not in page


def test_a_strategy_runs_again_only_for_settings_of_its_own(
    desk: Client, proposed_round: MatchRound, coordinator: User, now: datetime
) -> None:
    stable = proposed_round.proposals.get(strategy="choice-stable")
    pair = stable.pairs.exclude(participation=None)[0]
    change_pair(stable, enrollment=pair.enrollment, participation=None, reason="Leaves.", by=coordinator, now=now)
    page = desk.get(_url("show-round", proposed_round.pk) + f"?proposal={stable.pk}").content.decode()
    assert "Its changes by hand are made again then" in page
    data = {
        "strategies": Strategy.values,
        "objective": "total-rank",
        "priority": "lottery",
        "rank_weight": 5,
        "similarity_weight": 1,
    }
    assert desk.post(_url("run-round", proposed_round.pk), data).status_code == 302
    waiting = proposed_round.proposals.exclude(state=Proposal.State.READY)
    assert [proposal.strategy for proposal in waiting] == ["balanced"]
    assert stable.overrides.count() == 1
    run_unfinished(proposed_round.pk, clock=timezone.now)
    page = desk.get(_url("show-round", proposed_round.pk)).content.decode()
    assert re.search(r'name="rank_weight" value="5"', page)


def test_reopening_asks_for_a_time_to_come(desk: Client, proposed_round: MatchRound) -> None:
    refused = desk.post(_url("reopen-round", proposed_round.pk), {"closes_at": "2020-01-01T10:00"})
    assert refused.status_code == 422
    later = (timezone.now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert desk.post(_url("reopen-round", proposed_round.pk), {"closes_at": later}).status_code == 302
    proposed_round.refresh_from_db()
    assert proposed_round.state == State.OPEN


def test_strategies_run_again_with_other_settings(desk: Client, proposed_round: MatchRound) -> None:
    data = {
        "strategies": ["balanced"], "objective": "total-rank", "priority": "lottery",
        "rank_weight": 5, "similarity_weight": 1,
    }  # fmt: skip
    assert desk.post(_url("run-round", proposed_round.pk), data).status_code == 302
    proposed_round.refresh_from_db()
    assert proposed_round.state == State.CLOSED
    assert proposed_round.proposals.get(strategy="balanced").options["rank_weight"] == 5
    assert desk.post(_url("run-round", proposed_round.pk), {"rank_weight": -1}).status_code == 422


def test_differences_can_be_searched(desk: Client, proposed_round: MatchRound) -> None:
    page = desk.get(_url("list-differences", proposed_round.pk))
    assert page.status_code == 200
    nobody = desk.get(_url("list-differences", proposed_round.pk), {"search": "Zxy"})
    assert "Nobody matching" in nobody.content.decode()


def test_weak_cases_stand_beside_their_alternatives(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    pair = proposal.pairs.get(participation=mentors[0])
    _change(desk, proposal, pair.enrollment_id, "")
    page = desk.get(_url("list-weak-cases", proposal.pk)).content.decode()
    assert "Needs review" in page
    assert str(mentors[0].mentor) in page


@pytest.mark.parametrize("asked", ["²", "-1", "1e3", "999"])
def test_a_number_that_is_none_in_the_address_does_no_harm(
    desk: Client, proposed_round: MatchRound, asked: str
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    assert desk.get(_url("list-weak-cases", proposal.pk), {"worse_than": asked}).status_code == 200
    file = desk.get(_url("export-matches", proposed_round.pk, form="csv"), {"proposal": asked})
    assert file.status_code in (200, 404)


def _change(desk: Client, proposal: Proposal, enrollment: int, participation: object) -> int:
    data = {"enrollment": enrollment, "participation": participation, "reason": "Leaves in May."}
    return desk.post(_url("change-pair", proposal.pk), data).status_code


def test_a_pair_is_changed_by_hand(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    unmatched = proposal.pairs.get(participation=None)
    assert desk.get(_url("change-pair", proposal.pk)).status_code == 200
    assert _change(desk, proposal, unmatched.enrollment_id, mentors[0].pk) == 422
    first = proposal.pairs.get(participation=mentors[0])
    assert _change(desk, proposal, first.enrollment_id, "") == 302
    page = desk.get(_url("show-round", proposed_round.pk), {"proposal": proposal.pk}).content.decode()
    assert "Leaves in May." in page
    assert "First choice 1 → 0" in page


def test_a_question_is_asked_and_forgotten(
    desk: Client, proposed_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    url = _url("ask-what-if", proposed_round.pk)
    data = {"strategy": "choice-stable", "mentor": mentors[0].pk, "rank_weight": 1, "similarity_weight": 1}
    assert desk.post(url, data).status_code == 422
    assert desk.post(url, data | {"places": 2}).status_code == 302
    assert "Still being computed" in desk.get(url).content.decode()
    run_unfinished(proposed_round.pk, clock=timezone.now)
    page = desk.get(url).content.decode()
    assert f"{mentors[0].mentor} with 2 places" in page
    assert "As it is" in page
    question = proposed_round.proposals.get(what_if=True)
    assert desk.post(_url("delete-what-if", question.pk)).status_code == 302
    assert not proposed_round.proposals.filter(what_if=True).exists()


def test_demand_counts_and_names_no_mentee(
    desk: Client, open_round: MatchRound, mentors: list[MentorParticipation]
) -> None:
    ranked = PreferenceListFactory.create(round=open_round, ranks=[mentors[0]])
    assert "Counts appear once 10 lists are in." in desk.get(_url("show-demand", open_round.pk)).content.decode()
    PreferenceListFactory.create_batch(9, round=open_round, ranks=[*mentors])
    count_demand(open_round)
    page = desk.get(_url("show-demand", open_round.pk)).content.decode()
    assert str(mentors[0].mentor) in page
    assert str(ranked.enrollment.mentee) not in page
    assert desk.post(_url("nudge-mentees", open_round.pk)).status_code == 302
    assert desk.post(_url("nudge-mentees", open_round.pk)).status_code == 302
    assert [message.recipient for message in Message.objects.all()] == [ranked.enrollment.mentee]


def test_files_of_a_round(desk: Client, proposed_round: MatchRound) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    assert desk.get(_url("download-instance", proposed_round.pk)).json()["seed"] == proposed_round.seed
    assert desk.get(_url("download-result", proposal.pk)).json()["strategy"] == "choice-stable"
    assert desk.get(_url("download-certificate", proposal.pk)).json()["kind"] == "stable"
    rows = desk.get(_url("export-matches", proposed_round.pk, form="csv")).content.decode("utf-8-sig").splitlines()
    assert rows[0].startswith("mentee_email,mentee,mentor_email")
    assert len(rows) == 5
    book = load_workbook(BytesIO(desk.get(_url("export-matches", proposed_round.pk, form="xlsx")).content))
    assert book.worksheets[0].max_row == 5
    assert desk.get(_url("export-matches", proposed_round.pk, form="ods")).status_code == 404
    assert desk.get(_url("download-record", proposed_round.pk)).content.startswith(b"%PDF")


def test_the_three_files_of_a_round_are_all_it_takes_to_check_it(
    desk: Client, proposed_round: MatchRound, tmp_path: Path
) -> None:
    proposal = proposed_round.proposals.get(strategy="choice-stable")
    page = desk.get(_url("show-round", proposed_round.pk) + f"?proposal={proposal.pk}").content.decode()
    command = re.search(r"python3 (verify.py \S+ \S+)</pre>", page)
    assert command
    for url in (
        _url("download-instance", proposed_round.pk),
        _url("download-result", proposal.pk),
        _url("download-verifier", proposed_round.pk),
    ):
        assert url in page
        answer = desk.get(url)
        name = answer["Content-Disposition"].split('"')[1]
        assert name in command[1]
        (tmp_path / name).write_bytes(answer.content)
    bare = [sys.executable, "-I", "-S", *command[1].split()]
    done = subprocess.run(bare, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "verified: all holds\n")


def test_an_open_round_has_no_files(desk: Client, open_round: MatchRound) -> None:
    assert desk.get(_url("download-verifier", open_round.pk)).status_code == 404
    assert desk.get(_url("download-instance", open_round.pk)).status_code == 404
    assert desk.get(_url("export-matches", open_round.pk, form="csv")).status_code == 404


def test_a_supplementary_round_is_made_from_its_parent(
    desk: Client, proposed_round: MatchRound, coordinator: User
) -> None:
    proposal = proposed_round.proposals.get(strategy="lottery")
    _publish(desk, proposed_round, proposal, proposed_round.name)
    url = _url("create-supplement", proposed_round.pk)
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"name": "Second", "closes_at": "2030-10-10T10:00"}).status_code == 302
    second = MatchRound.objects.get(parent=proposed_round)
    assert second.kind == MatchRound.Kind.SUPPLEMENTARY
    assert "follows Main round" in desk.get(_url("show-round", second.pk)).content.decode()
    assert url not in desk.get(_url("show-round", proposed_round.pk)).content.decode()
    assert desk.post(_url("cancel-round", second.pk)).status_code == 302
    assert "No pairs came of it" in desk.get(_url("show-round", second.pk)).content.decode()
    assert url in desk.get(_url("show-round", proposed_round.pk)).content.decode()


def test_the_comparison_says_why_choice_and_lottery_agree(
    desk: Client, proposed_round: MatchRound, now: datetime
) -> None:
    same = "give mentees with a list the same mentors"
    url = _url("show-round", proposed_round.pk)
    assert same in desk.get(url).content.decode()
    queue_proposals(proposed_round, strategies=["choice-stable"], options={"priority": "similarity"}, now=now)
    run_unfinished(proposed_round.pk, clock=lambda: now)
    assert same not in desk.get(url).content.decode()
