"""A reader tries to learn what one person said in confidence: compares worlds, and solves all that was ever shown."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from random import Random

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.disclosure.audit import Derived, Shown, derivable, sum_of
from core.disclosure.releases import Release, Scale
from feedback.models import ConfidentialAnswer
from feedback.presentation.items import SHORT_NAMES
from feedback.services import releases
from feedback.services.looking_back import submit_feedback
from notifications.models import Message
from pairs.models import Mentorship
from people.models import MentorParticipation
from people.services import reasons
from people.services.participations import answer_invitation
from programs.models import Cycle, CycleState, Program
from reports.presentation.document import all_sections, report_document
from reports.presentation.report_pdf import pdf_data
from reports.presentation.tables import workbook_sheets
from reports.queries.editions import edition_with_years
from reports.services.editions import count_year
from tests.conftest import SignIn
from tests.core.disclosure.feasible import feasible
from tests.factories.pairs import MentorshipFactory
from tests.factories.people import MentorParticipationFactory
from tests.site.two_worlds import in_world

pytestmark = pytest.mark.usefixtures("on_both_databases")
ITEMS, K = ConfidentialAnswer.ITEMS, 5
_TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')
Because = MentorParticipation.Because
Answer = dict[str, int | None]


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel("2027-06-10T14:00Z", tick=False):
        yield


@pytest.fixture
def when() -> datetime:
    return datetime.fromisoformat("2027-06-10T14:00Z")


@pytest.fixture
def pairs(cycle: Cycle, participation: MentorParticipation) -> list[Mentorship]:
    """Sixteen pairs of one mentor that look back."""
    Cycle.objects.filter(pk=cycle.pk).update(state=CycleState.CLOSING)
    MentorParticipation.objects.filter(pk=participation.pk).update(capacity=30)
    made = MentorshipFactory.create_batch(16, cycle=cycle, participation=MentorParticipation.objects.get())
    return list(Mentorship.objects.filter(pk__in=[pair.pk for pair in made]).order_by("pk"))


def _answer(pair: Mentorship, answer: Mapping[str, int | None], now: datetime, comment: str = "") -> None:
    submit_feedback(pair, by=pair.mentee, words=None, ratings=answer, comment=comment, now=now)


def _looked_at(reader: Client, pair: Mentorship) -> list[str]:
    """Whatever speaks of the mentor, the pair or the year: pages, and the files behind them."""
    slug = [pair.cycle.program.slug]
    addresses = [
        reverse("home"),
        reverse("feedback:show-ratings", args=[pair.participation_id]),
        reverse("feedback:give-feedback", args=[pair.pk]),
        reverse("sessions:show-pair", args=[pair.pk]),
        reverse("sessions:show-pair-record", args=[pair.pk]),
        reverse("people:show-person", args=[*slug, pair.mentor_id]),
        reverse("people:show-list", args=[*slug, "mentors"]),
        reverse("people:show-recruiting", args=slug),
        reverse("programs:show-health", args=slug),
        reverse("programs:list-steps", args=slug),
        reverse("reports:show-report", args=slug),
        *(reverse("reports:download-report", args=[*slug, form]) for form in ("csv", "md")),
        reverse("reports:download-pairs", args=slug),
        reverse("notifications:list-messages"),
    ]
    return [_TOKENS.sub("", reader.get(url).content.decode(errors="replace")) for url in addresses]


def _behind_files(cycle: Cycle) -> list[str]:
    """All that the workbook and the PDF of a year are made of, without making them."""
    known = edition_with_years(Cycle.objects.select_related("program__institution").get(pk=cycle.pk))
    assert known is not None
    return [repr(workbook_sheets(list(all_sections(*known)))), repr(pdf_data(report_document(*known)))]


def test_what_waits_changes_not_one_byte(
    pairs: list[Mentorship], coordinator: User, mentor: User, sign_in: SignIn, when: datetime
) -> None:
    """Five answers are shown and four wait, with their comments: every page, report and message is the same."""
    for pair in pairs[:5]:
        _answer(pair, dict.fromkeys(ITEMS, 3), when)

    def four_more(answer: Mapping[str, int | None], comment: str) -> list[str]:
        for pair in pairs[5:9]:
            _answer(pair, answer, when, comment)
        count_year(pairs[0].cycle, now=when)
        messages = str(list(Message.objects.order_by("pk").values_list("event", "recipient", "subject_pk", "due_at")))
        pages = [page for one in (coordinator, mentor) for page in _looked_at(sign_in(one), pairs[0])]
        return [messages, *pages, *_behind_files(pairs[0].cycle)]

    praise = in_world(lambda: four_more(dict.fromkeys(ITEMS, 5), "The best."))
    blame = in_world(lambda: four_more({**dict.fromkeys(ITEMS, 1), "adapts": 2}, "Never there when it mattered."))
    assert "From 5 mentees" in " ".join(praise)
    assert "What the program did" in praise[-1]
    assert praise == blame


def _read_means(page: str) -> dict[str, tuple[int, float, float]]:
    """Item → answers, and between what their sum is, as the table says it."""
    found, cells = {}, r'</th>\s*<td class="number">([^<]*)</td>\s*<td[^>]*>(\d*)'
    for item, name in SHORT_NAMES.items():
        row = re.search(re.escape(str(name)) + cells, unescape(page))
        if row is None or not row[2]:
            continue
        numbers, many = [float(number) for number in re.findall(r"\d\.\d", row[1])], int(row[2])
        least = 1.0 if "or less" in row[1] else numbers[0]
        most = 5.0 if "or more" in row[1] else numbers[-1]
        sums = [each for each in range(many, 5 * many + 1) if least <= round(each / many, 1) <= most]
        found[item] = many, float(sums[0]), float(sums[-1])
    return found


def _all_that_is_shown(pairs: list[Mentorship], reader: Client, seed: int, now: datetime) -> dict[str, list[Shown]]:
    """Mentees answer one after the other, most with the highest; the reader looks each time, and knows who answered."""
    random = Random(seed)
    url = reverse("feedback:show-ratings", args=[pairs[0].participation_id])
    said: dict[str, list[int]] = {item: [] for item in ITEMS}
    shown: dict[str, list[Shown]] = {item: [] for item in ITEMS}
    for at, pair in enumerate(pairs):
        answer: Answer = {item: random.choice((5, 5, 5, 5, 4, 2, None)) for item in ITEMS}
        _answer(pair, answer, now)
        for item in ITEMS:
            said[item] += [at] if answer[item] else []
        for item, (many, low, high) in _read_means(reader.get(url).content.decode()).items():
            figure = Shown(dict.fromkeys(said[item][:many], 1.0), low, high)
            shown[item] += [figure] if figure not in shown[item] else []
    return shown


def _comes_out(shown: dict[str, list[Shown]]) -> list[Derived]:
    return [found for figures in shown.values() for found in derivable(figures, least=K, between=(1, 5))]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_mean_ever_shown_tells_an_answer(
    seed: int, pairs: list[Mentorship], coordinator: User, sign_in: SignIn, when: datetime
) -> None:
    shown = _all_that_is_shown(pairs, sign_in(coordinator), seed, when)
    assert sum(map(len, shown.values())) >= 5
    assert _comes_out(shown) == []
    for figures in shown.values():  # and by linear programs, of people who are in every release and in the last alone
        for one in {0, max(max(each.of) for each in figures)} if figures else ():
            low, high = feasible(figures, [one], (1, 5))
            assert high - low > 0.5


@pytest.mark.parametrize("planted", ["every answer", "exact ends"])
def test_a_planted_leak_of_means_is_found(
    planted: str,
    pairs: list[Mentorship],
    coordinator: User,
    sign_in: SignIn,
    when: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def exact(_before: Release, answers: list[int], *, scale: Scale, least: int) -> Release:
        return Release(len(answers), sum(answers), sum(answers))

    monkeypatch.setattr(releases, "renewed", exact)
    if planted == "every answer":
        monkeypatch.setattr(releases, "may_release", lambda answers, **_limits: answers >= 3)
    shown = _all_that_is_shown(pairs[:8], sign_in(coordinator), 3, when)
    assert _comes_out(shown)


def _reasons_shown(cycle: Cycle, reader: Client, seed: int, now: datetime) -> tuple[list[Shown], list[int]]:
    """Mentors decline one after the other; unknown is of each of them and each reason whether it was theirs."""
    random, told, shown = Random(seed), list[int](), list[Shown]()
    seen: object = None
    url = reverse("people:show-recruiting", args=[cycle.program.slug]) + f"?cycle={cycle.pk}"
    for at in range(14):
        because = random.choice(("", *[Because.TIME] * 5, *[Because.AWAY] * 3, Because.OTHER))
        asked = MentorParticipationFactory.create(cycle=cycle, state=MentorParticipation.State.INVITED)
        answer_invitation(asked, accept=False, because=because, reason="", now=now)
        told += [at] if because else []
        page = reader.get(url).context["reasons"]
        before, seen = seen, (page.shown, page.rest)
        if page.shown and seen != before:
            named = {str(reason.label): reason for reason in Because}
            known = [(named[label], number) for label, number in page.shown]
            shown += [sum_of([(one, reason) for one in told], number) for reason, number in known]
            others = [reason for reason in Because if reason not in {reason for reason, _number in known}]
            shown.append(sum_of([(one, reason) for one in told for reason in others], page.rest))
    return shown, told


def _of_few(shown: list[Shown]) -> list[Derived]:
    """Sums over fewer than three mentors."""
    found = derivable(shown, least=3)
    return [one for one in found if len({member[0] for member in one.members if isinstance(member, tuple)}) < 3]


def _forced_reasons(shown: list[Shown], told: list[int]) -> list[tuple[int, str]]:
    one_each = [sum_of([(one, reason) for reason in Because], 1) for one in told]
    return [
        (one, reason)
        for one in (told[0], told[-1])
        for reason in (Because.TIME, Because.AWAY)
        if shown and feasible([*shown, *one_each], [(one, reason)], (0, 1))[0] > 0.5
    ]


def test_no_count_of_reasons_tells_why_somebody_declined(
    cycle: Cycle, coordinator: User, sign_in: SignIn, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    Program.objects.update(answers_before_ratings=3)
    reader = sign_in(coordinator)
    shown, told = in_world(lambda: _reasons_shown(cycle, reader, 4, now))
    assert shown
    assert _of_few(shown) == []
    assert _forced_reasons(shown, told) == []
    monkeypatch.setattr(reasons, "may_renew_row", lambda *_counts, **_limits: True)
    leaky, _told = in_world(lambda: _reasons_shown(cycle, reader, 4, now))
    assert _of_few(leaky)
