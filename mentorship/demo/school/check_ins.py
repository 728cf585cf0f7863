"""What some people answered when they were asked how it goes; one of them would like to talk to the coordinator."""

from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from mentorship.demo.school.texts import toml
from pairs.models import CheckIn, CheckInAnswers, Mentorship, SharedWords
from pairs.queries.check_ins import open_check_in

# One in so many pairs has answered.
_ANSWERED = 4


def check_in(school: School) -> None:
    """Let some of the pairs of Compass answer the check that is open; Noor has not, Ruth has."""
    cycle, texts = school.cycles["compass"], toml("check_ins")
    pairs = cycle.mentorships.filter(state=Mentorship.State.ACTIVE).select_related("mentee", "mentor")
    rows, noor = [], school.user("noor-haddad-quist")
    asks_for_talk = None
    for number, pair in enumerate(pairs.order_by("pk")):
        pair.cycle = cycle
        opened = open_check_in(pair, school.today)
        if opened is None or (number % _ANSWERED and pair.mentee_id != noor.pk):
            continue
        answers = CheckInAnswers(**texts["answers"][number % len(texts["answers"])])
        person = pair.mentor if pair.mentee_id == noor.pk or number % 3 else pair.mentee
        row = CheckIn(mentorship=pair, person=person, kind=opened.kind)
        row.answers, row.answered_at = answers.as_json(), at(school.today - timedelta(days=1 + number % 2), 20)
        if asks_for_talk is None and person == pair.mentee and person.pk not in school.named:
            asks_for_talk = _share(row, texts["shared"])
        rows.append(row)
    CheckIn.objects.bulk_create(rows)


def _share(row: CheckIn, text: dict[str, str]) -> CheckIn:
    own = {name: text[name] for name in ("outlook", "often", "openly", "words")}
    row.answers, row.shared_at = CheckInAnswers(**own).as_json(), row.answered_at
    row.shared = SharedWords(text["message"], CheckInAnswers(**own | {"words": ""})).as_json()
    return row
