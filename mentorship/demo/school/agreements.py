"""What the pairs of the school agreed upon: signed by both, by one, changed since, or not written yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F

from accounts.models import User
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import Agreement, AgreementVersion, Entry, Mentorship, Signature
from pairs.queries.agreements import questions_of, signed_by_both
from programs.models import Cycle, Program

# The program that waits for both signatures, and how many of its pairs still do.
REQUIRED, WAITING = "onward", 2
# How many in eight pairs have written nothing, have one signature, or changed what was signed; the others signed.
_UNWRITTEN, _HALF, _CHANGED, _OF = 1, 2, 1, 8
_PROGRAMS = ("compass", "first-steps", "research-bridge", "across-borders", REQUIRED)


@dataclass(slots=True)
class _Written:
    """Collects agreements with their versions and signatures, and stores them together."""

    questions: Mapping[int, Sequence[Entry]]
    agreements: list[Agreement] = field(default_factory=list)
    versions: list[AgreementVersion] = field(default_factory=list)
    signatures: list[Signature] = field(default_factory=list)

    def version(self, agreement: Agreement, answers: Mapping[str, str], *, by: User, day: date) -> AgreementVersion:
        """Add a version, the next of its agreement."""
        pair = agreement.mentorship
        number = 1 + sum(version.agreement is agreement for version in self.versions[-3:])
        version = AgreementVersion(agreement=agreement, number=number, written_by=by, written_at=at(day, 17))
        asked = self.questions[pair.cycle.program_id]
        version.write([Entry(each.key, each.heading, each.text, answers.get(each.key, "")) for each in asked])
        self.versions.append(version)
        return version

    def sign(self, version: AgreementVersion, people: Sequence[User], *, day: date) -> None:
        """Let people sign a version, one after the other."""
        self.signatures += [
            Signature(version=version, person=person, sha256=version.sha256, signed_at=at(day, 18 + number))
            for number, person in enumerate(people)
        ]

    def store(self) -> None:
        """Store everything."""
        Agreement.objects.bulk_create(self.agreements)
        AgreementVersion.objects.bulk_create(self.versions, batch_size=200)
        Signature.objects.bulk_create(self.signatures, batch_size=200)


def agree(school: School) -> None:
    """Let the pairs that meet this year write and sign their agreements; one program waits for both signatures."""
    Mentorship.objects.filter(activated_on=None).update(activated_on=F("started_on"))
    cycles = [school.cycles[slug] for slug in _PROGRAMS]
    programs = {cycle.program_id: _asked(cycle.program) for cycle in cycles}
    written = _Written(programs)
    noor = school.user("noor-haddad-quist")
    for slug in _PROGRAMS:
        pairs = list(school.cycles[slug].mentorships.live().select_related("mentee", "mentor", "cycle__program"))
        for number, pair in enumerate(sorted(pairs, key=lambda each: each.pk)):
            if slug == "compass" and pair.mentee_id == noor.pk:
                _agree_twice(written, pair, school.today)
            else:
                _agree_somehow(written, pair, number, school.today)
    written.store()
    _wait_for_signatures(school)


def agree_in(cycle: Cycle) -> None:
    """Let the pairs of a year that is over have signed: one in eight never wrote anything, one has one signature."""
    pairs = cycle.mentorships.select_related("mentee", "mentor", "cycle__program").order_by("pk")
    pairs.filter(activated_on=None).update(activated_on=F("started_on"))
    written = _Written({cycle.program_id: _asked(cycle.program)})
    for number, pair in enumerate(pairs):
        if turn := number % _OF:
            day = pair.started_on + timedelta(days=6 + number % 9)
            both = [pair.mentee, pair.mentor]
            written.sign(_first_version(written, pair, number, day=day), both if turn > 1 else both[:1], day=day)
    written.store()


def _asked(program: Program) -> list[Entry]:
    return [Entry(each.key, each.heading, each.text) for each in questions_of(program)]


def _begun(written: _Written, pair: Mentorship) -> Agreement:
    agreement = Agreement(mentorship=pair)
    written.agreements.append(agreement)
    return agreement


def _agree_twice(written: _Written, pair: Mentorship, today: date) -> None:
    """The first version was signed, the second says more and is signed by both."""
    agreement = _begun(written, pair)
    for row in toml("agreements")["noor_and_ruth"]:
        day = min(pair.started_on + timedelta(days=row["day"]), today - timedelta(days=2))
        by = pair.mentee if row["by"] == "mentee" else pair.mentor
        version = written.version(agreement, row["answers"], by=by, day=day)
        written.sign(version, [by, pair.other_of(by)], day=day)


def _agree_somehow(written: _Written, pair: Mentorship, number: int, today: date) -> None:
    turn, day = number % _OF, pair.started_on + timedelta(days=6 + number % 9)
    if turn < _UNWRITTEN or day >= today:
        return
    version = _first_version(written, pair, number, day=day)
    both = [pair.mentee, pair.mentor]
    if turn < _UNWRITTEN + _HALF:
        written.sign(version, both[number % 2 :][:1], day=day)
        return
    written.sign(version, both, day=day)
    later = today - timedelta(days=1 + number % 5)
    if turn < _UNWRITTEN + _HALF + _CHANGED and later > day:
        more = {**_texts(number), "feedback": "We ask each other once a term what should change."}
        written.version(version.agreement, more, by=pair.mentor, day=later)


def _first_version(written: _Written, pair: Mentorship, number: int, *, day: date) -> AgreementVersion:
    return written.version(_begun(written, pair), _texts(number), by=pair.mentee, day=day)


def _texts(number: int) -> dict[str, str]:
    texts: list[dict[str, str]] = toml("agreements")["others"]
    return texts[number % len(texts)]


def _wait_for_signatures(school: School) -> None:
    """The last pairs of a program that began to ask for agreements are not active yet."""
    cycle = school.cycles[REQUIRED]
    Program.objects.filter(pk=cycle.program_id).update(agreement_rule=Program.AgreementRule.REQUIRED)
    unsigned = cycle.mentorships.filter(state=Mentorship.State.ACTIVE).exclude(mentee__in=school.named)
    keys = unsigned.exclude(signed_by_both()).order_by("-pk").values_list("pk", flat=True)[:WAITING]
    Mentorship.objects.filter(pk__in=list(keys)).update(state=Mentorship.State.PROPOSED, activated_on=None)
