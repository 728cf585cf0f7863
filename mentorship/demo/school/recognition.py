"""A certificate that Ruth has made of her years as a mentor."""

from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from reports.models import Certificate, Shown
from reports.queries.recognition import mentoring_records
from reports.services.certificates import certified_facts

_CODE = "K7QMVXN4TBRH"


def certify(school: School) -> None:
    """Let Ruth have a certificate whose page tells all but how many sessions there were."""
    ruth = school.user("ruth-nambozo-hale")
    for record in mentoring_records(ruth)[:1]:
        Certificate.objects.create(
            code=_CODE,
            holder=ruth,
            institution=record.school,
            facts=certified_facts(record, ruth),
            shown=[Shown.NAME, Shown.YEARS, Shown.HOURS, Shown.TRAININGS],
            made_at=at(school.today - timedelta(days=6), 11),
        )
