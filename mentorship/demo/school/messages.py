"""What the demo coordinator wrote: to many, a text that she keeps, and to those whom she would like to quote."""

import uuid
from datetime import timedelta

from mentorship.demo.cast import DOMAIN
from mentorship.demo.school.calendar import at
from mentorship.demo.school.school import School
from people.services.staff_messages import keep_template, send_staff_message
from programs.models import Quote
from programs.services.quotes import agree_to_quote, ask_to_quote

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


_QUOTES = (
    ("noor-haddad-quist", "I came with one question and left with three better ones.", Quote.Named.NAME),
    ("ruth-nambozo-hale", "An hour a month, and it’s the hour in which I remember why I teach.", Quote.Named.ROLE),
    ("josette-arsenault-kay", "Nobody had asked me what I’d tell my younger self. Now I’m asked every month.", ""),
)


def quote_members(school: School) -> None:
    """Let Dana have asked three people of Compass for their words; two have agreed."""
    program, by = school.cycles["compass"].program, school.user("dana-whitlow")
    for day, (slug, words, named) in enumerate(_QUOTES):
        asked = at(school.today, 9) - timedelta(days=20 - day)
        quote = ask_to_quote(program, address=f"{slug}@{DOMAIN}", words=words, by=by, now=asked)
        if named:
            agree_to_quote(quote, words=words, named=named, now=asked + timedelta(days=1))
