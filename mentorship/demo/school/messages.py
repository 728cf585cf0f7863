"""What the demo coordinator wrote to many, and the text that she keeps as a template."""

import uuid
from datetime import timedelta

from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.services.staff_messages import keep_template, send_staff_message

_SUBJECT = "{program}: a quick hello before December"
_KEY = uuid.UUID("6d1c7a0e-2f1b-4c55-9a37-0e6f6d0b8a11")
_TEXT = (
    "The exam weeks are close. If the two of you haven’t planned your next session yet, this week is a good time.\n\n"
    "If something gets in the way, {given_name}, just write back to me.\n\n{coordinator}"
)


def write_to_mentees(school: School) -> None:
    """Let Dana have written to the named mentees of Compass six days ago, and keep the text."""
    cycle = school.cycles["compass"]
    people = [row.mentee_id for row in school.enrollments["compass"] if row.mentee_id in school.named]
    send_staff_message(
        cycle,
        key=_KEY,
        people=people,
        subject=_SUBJECT,
        text=_TEXT,
        list_name="mentees",
        by=school.user("dana-whitlow"),
        now=at(school.today, 9) - timedelta(days=6),
    )
    keep_template(cycle.program, name="Before the exams", subject=_SUBJECT, text=_TEXT)
