"""Rounds, proposals and offers: a part of the matrix of `matching`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.tables.mapping import Mapping, Meaning
from matching.models import MatchRound, Offer, Proposal
from matching.services.proposals import queue_proposals, run_unfinished
from matching.services.rounds import close_round
from people.services.pending_imports import keep_file, keep_mapping
from tests.factories.matching import MatchRoundFactory, PreferenceListFactory
from tests.factories.pairs import MentorshipFactory
from tests.rounds import publish
from tests.site.access_matrix import Expected, Route, World, for_roles


def _slug(world: World) -> dict[str, Any]:
    return {"slug": world.program.slug}


def _pk(row: MatchRound | Proposal | Offer) -> dict[str, Any]:
    return {"pk": row.pk}


def _open(world: World) -> MatchRound:
    match_round = MatchRoundFactory.create(cycle=world.cycle, closes_at=timezone.now() + timedelta(days=3))
    PreferenceListFactory.create(round=match_round, enrollment=world.enrollment, ranks=[world.participation])
    return match_round


def _waiting(world: World) -> dict[str, Any]:
    """A file of lists that the coordinator has uploaded; it belongs to nobody else."""
    by, content = world.people["coordinator"], b"Who,Choice 1\nA,B\n"
    pending = keep_file(world.program, content=content, file_name="lists.csv", by=by, now=timezone.now(), kind="lists")
    keep_mapping(pending, Mapping((Meaning("Who", "mentee_name"), Meaning("Choice 1", "choice_1"))))
    return _pk(_open(world)) | {"token": pending.pk}


def _proposed(world: World) -> MatchRound:
    match_round = close_round(_open(world), now=timezone.now())
    queue_proposals(match_round, strategies=["choice-stable", "lottery"], now=timezone.now())
    run_unfinished(match_round.pk, clock=timezone.now)
    return match_round


def _proposal(world: World) -> Proposal:
    return _proposed(world).proposals.get(strategy="choice-stable")


def _published(world: World) -> MatchRound:
    proposal = _proposal(world)
    by = world.people["coordinator"]
    return publish(proposal, by=by, now=timezone.now())


def _offer(world: World) -> Offer:
    return Offer.objects.get(proposed_pair__proposal__round=_published(world))


def _mentee(world: World) -> dict[str, Any]:
    return {"enrollment": world.enrollment.pk}


def _mentor(world: World) -> dict[str, Any]:
    return {"participation": world.participation.pk}


def _pair(world: World) -> dict[str, Any]:
    pair = MentorshipFactory.create(cycle=world.cycle, enrollment=world.enrollment, participation=world.participation)
    return {"mentorship_pk": pair.pk}


def _pair_pk(world: World) -> dict[str, Any]:
    return {"pk": _pair(world)["mentorship_pk"]}


def _runs(status: Expected, *, takes_part: Expected = 403) -> dict[str, Expected]:
    """A page of a round: coordinators use it, those who take part know of it, others do not."""
    return for_roles(coordinator=status, student=takes_part, mentor=takes_part)


def _offers(status: Expected, *, takes_part: Expected = 403) -> dict[str, Expected]:
    """A page of an offer or a pair, of which administrators know, too."""
    return _runs(status, takes_part=takes_part) | {"admin": 403}


def _of_program(status: Expected) -> dict[str, Expected]:
    """A page below a program, which everybody may know of."""
    return for_roles(outsider=403, student=403, mentor=403, coordinator=status, admin=403, safeguarding=403)


def _page(make: Any, status: Expected = 200) -> Route:
    return Route(_runs(status), args=lambda world: _pk(make(world)))


def _step(make: Any, data: dict[str, Any] | None = None, status: Expected = 302) -> Route:
    return Route(_runs(status), args=lambda world: _pk(make(world)), method="post", data=lambda _world: data or {})


ROUNDS: dict[str, Route] = {
    "matching:list-school-rounds": Route(for_roles(admin=200), lambda world: {"school": world.institution.slug}),
    "matching:show-forecast": Route(
        for_roles(outsider=403, student=403, mentor=403, coordinator=200, admin=200, safeguarding=403), args=_slug
    ),
    "matching:list-rounds": Route(_of_program(200), args=_slug),
    "matching:create-round": Route(_of_program(200), args=_slug),
    "matching:show-round": _page(_open),
    "matching:edit-round": _page(_open),
    "matching:create-supplement": _page(_published),
    "matching:set-aims": _page(_open),
    "matching:wish-together": _step(_open, status=422),
    "matching:drop-wish": Route(_runs(302), lambda world: _pk(_open(world)) | {"wish_pk": 1}, method="post"),
    "matching:list-fixed-pairs": _page(_open),
    "matching:release-fixed-pair": Route(_runs(302), lambda world: _pk(_open(world)) | {"pair": 1}, method="post"),
    "matching:import-lists": Route(_runs(200), lambda world: _pk(_open(world))),
    "matching:list-columns": Route(_runs(200), _waiting),
    "matching:confirm-lists": Route(_runs(200), _waiting),
    "matching:settle-lists": Route(_runs(302), _waiting, "post"),
    "matching:cancel-lists": Route(_runs(302), _waiting, "post"),
    "matching:download-list-mapping": Route(_runs(200), _waiting),
    "matching:leave-out-of-round": Route(_runs(200), lambda world: _pk(_open(world)) | _mentee(world)),
    "matching:bring-back-into-round": Route(_runs(200), lambda world: _pk(_open(world)) | _mentee(world)),
    "matching:leave-mentor-out": Route(_runs(200), lambda world: _pk(_open(world)) | _mentor(world)),
    "matching:bring-mentor-back": Route(_runs(200), lambda world: _pk(_open(world)) | _mentor(world)),
    "matching:show-demand": _page(_open),
    "matching:list-closed": _page(_proposed),
    "matching:nudge-mentees": _step(_open),
    "matching:remind-mentees": _step(_open),
    "matching:open-round": _step(_open),
    "matching:close-round": _step(_open),
    "matching:run-round": _step(_proposed, status=422),
    "matching:stop-run": _step(_proposed),
    "matching:reopen-round": _step(_proposed, status=422),
    "matching:cancel-round": _step(_open),
    "matching:put-forward": _step(_proposed, status=409),
    "matching:take-back": _step(_proposed),
    "matching:publish-round": _step(_proposed, status=422),
    "matching:list-differences": _page(_proposed),
    "matching:ask-what-if": _page(_proposed),
    "matching:delete-what-if": _step(_proposal),
    "matching:list-weak-cases": _page(_proposal),
    "matching:change-pair": _page(_proposal),
    "matching:swap-pairs": _page(_proposal),
    "matching:download-instance": _page(_proposed),
    "matching:export-matches": Route(_runs(200), args=lambda world: _pk(_proposed(world)) | {"form": "csv"}),
    "matching:download-record": _page(_proposed),
    "matching:download-result": _page(_proposal),
    "matching:download-certificate": _page(_proposal),
    "matching:download-verifier": _page(_proposed),
    "matching:list-offers": _page(_published),
    "matching:show-result": Route(_runs(403, takes_part=200), args=lambda world: _pk(_published(world))),
    "matching:show-offer": Route(_offers(403, takes_part=200), args=lambda world: _pk(_offer(world))),
    "matching:declare-offer-conflict": Route(_offers(403, takes_part=200), args=lambda world: _pk(_offer(world))),
    "pairs:end-pair": Route(_offers(403, takes_part=200), args=_pair),
    "pairs:pause": Route(_offers(403, takes_part=200), args=_pair_pk),
    "pairs:continue-informally": Route(_offers(403, takes_part=302), args=_pair_pk, method="post"),
    "pairs:handover": Route(_offers(403, takes_part=200) | {"mentor": 404}, args=_pair_pk),
    "pairs:resume": Route(_offers(403, takes_part=302), args=_pair_pk, method="post"),
    "matching:extend-offer": Route(_offers(302, takes_part=403), args=lambda world: _pk(_offer(world)), method="post"),
    "matching:record-answer": Route(_offers(200, takes_part=403), args=lambda world: _pk(_offer(world))),
    "matching:close-offer": Route(_offers(302, takes_part=403), args=lambda world: _pk(_offer(world)), method="post"),
    "matching:answer-offer": Route(
        _offers(403, takes_part=302),
        args=lambda world: _pk(_offer(world)),
        method="post",
        data=lambda _world: {"answer": "accept"},
    ),
}
