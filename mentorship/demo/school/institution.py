"""The school itself: institution, help, interests, programs with their rules, cycles and staff."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.text import slugify

from accounts.models import Language, Role, User
from mentorship.demo.cast import DOMAIN
from mentorship.demo.school.calendar import Year, at, earlier_years, holidays, years
from mentorship.demo.school.logo import shield
from mentorship.demo.school.texts import toml
from programs.models import Appointment, Cycle, HelpContact, Institution, InterestTerm, Program, WebhookKind
from programs.presentation.setup_steps import steps_of
from programs.queries.setup import exams_of
from programs.services.brands import keep_logo
from programs.services.holidays import set_holidays
from programs.services.setup import set_exams, settle
from programs.services.webhooks import add_webhook, pause

_CADENCE_DAYS = {
    "monthly": 30,
    "six_weekly": 42,
    "fortnightly_then_monthly": 21,
    "three_weekly": 21,
    "quarterly": 91,
    "none": 30,
}
_PAIRING = {
    "choice": Program.Pairing.CHOICE,
    "survey": Program.Pairing.SURVEY,
    "random": Program.Pairing.RANDOM,
    "rolling": Program.Pairing.ROLLING,
    "peers": Program.Pairing.PEERS,
    "none": Program.Pairing.INFORMAL,
}
_FACET = {"research_method": "research"}


def tell_another_system(institution: Institution, *, now: datetime) -> None:
    """Have the records office told of pairs and rounds, once its system takes something: nothing is sent so far."""
    address = f"https://records.{DOMAIN}/webhooks/mentoring"
    pause(add_webhook(institution, address=address, kinds=WebhookKind.values, now=now), now=now)


def create_institution(today: date) -> Institution:
    """Create the school with its colors and logo, help contacts, interest terms and languages."""
    home, partner = toml("school")["institution"]
    institution = Institution.objects.create(
        name=home["name"],
        short_name=home["short_name"],
        slug=home["slug"],
        time_zone=home["time_zone"],
        colophon=f"{home['name']}, with {partner['name']}",
        join_link=f"https://video.{DOMAIN}/{{token}}",
        accent=home["accent"],
        accent_dark=home["accent_dark"],
    )
    keep_logo(institution, content=shield(), now=at(today, 8))
    institution.refresh_from_db()
    set_holidays(institution, holidays=holidays(today))
    HelpContact.objects.bulk_create(_contacts(institution))
    InterestTerm.objects.bulk_create(
        InterestTerm(
            institution=institution, slug=row["slug"], name=row["name"], facet=_FACET.get(row["facet"], row["facet"])
        )
        for row in toml("interests")["interest"]
    )
    Language.objects.bulk_create(
        [Language(code=slugify(row["name"])[:8], name=row["name"]) for row in toml("people")["languages"]],
        ignore_conflicts=True,
    )
    return institution


def _contacts(institution: Institution) -> list[HelpContact]:
    rows = toml("school")["help_contact"]
    return [
        HelpContact(
            institution=institution,
            position=position,
            heading=row["title"],
            text=row["text"],
            phone=row["phones"][0]["number"] if row["phones"] else "",
            email="" if row["phones"] else f"yasmin-corriveau-tate@{DOMAIN}",
        )
        for position, row in enumerate(rows, 1)
    ]


def create_programs(institution: Institution, today: date) -> dict[str, Cycle]:
    """Create the programs, their cycles of this year and the earlier ones; returns this year's by slug."""
    cycles = {}
    for row in toml("programs")["program"]:
        program = Program.objects.create(**_fields(row), institution=institution)
        cycles[program.slug] = _cycle(program, years(today)[program.slug])
        for year in earlier_years(today).get(program.slug, []):
            _cycle(program, year)
    return cycles


def _cycle(program: Program, year: Year) -> Cycle:
    return Cycle.objects.create(program=program, **year.fields)


def _fields(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "status": Program.Status.OPEN,
        "tagline": row["tagline"],
        "lead": row["lead"],
        "purpose": row["purpose"],
        "mentee_gains": "\n".join(row["gains_mentees"]),
        "mentor_gains": "\n".join(row["gains_mentors"]),
        "time_costs": _time_costs(row),
        "pairing_steps": "\n".join(f"{step['title']} | {step['text']}" for step in row["steps"]),
        "answers": "\n".join(f"{each['question']} | {each['answer']}" for each in row.get("answers", ())),
        "eligibility": row["who_may_join"],
        "mentoring_rules": row.get("mentoring_rules", ""),
        "format": row["format"],
        "pairing": _PAIRING[row["pairing"]],
        "cadence_days": _CADENCE_DAYS[row["cadence"]],
        "session_minutes": row["session_minutes"] or 45,
        "expected_sessions": row["expected_sessions"],
        "list_length": min(max(row["list_length"], 3), 10),
        "mentors_each": row.get("mentors_each", 1),
        "mentors_rank": row.get("mentors_rank", False),
        "academic_counseling": row["academic_counselling"],
        "offer_days": row["offer_days"] or 7,
        "silence_rule": Program.SilenceRule.ACCEPT if row["silence"] == "accept" else Program.SilenceRule.EXPIRE,
        "readiness_rule": row.get("readiness_rule", Program.ReadinessRule.REQUIRED),
        "contact_email": f"{slugify(row['coordinator'])}@{DOMAIN}",
    }


def _time_costs(row: dict[str, Any]) -> str:
    """One row of the table a line; the total begins with “=”."""
    sides = ("each",) if row["pairing"] == "peers" else ("mentee", "mentor")
    lines = [" | ".join(cost[key] for key in ("what", *sides, "when")) for cost in row["time"]]
    total = " | ".join(row["time_total"][key] for key in ("what", *sides))
    return "\n".join([*lines, f"= {total}"])


def appoint_staff(institution: Institution, cycles: dict[str, Cycle], people: dict[str, User]) -> None:
    """Give the cast's coordinators their programs, and the admins and the safeguarding officer the school."""
    appointments = []
    for row in toml("cast")["person"]:
        user = people[row["slug"]]
        if row["role"] == Role.COORDINATOR:
            appointments += [
                Appointment(user=user, institution=institution, program=cycles[slug].program, role=Role.COORDINATOR)
                for slug in row["programs"]
            ]
        elif row["role"] in (Role.ADMIN, Role.SAFEGUARDING):
            appointments.append(Appointment(user=user, institution=institution, role=row["role"]))
    Appointment.objects.bulk_create(appointments)


def settle_programs(cycles: dict[str, Cycle], *, by: User) -> None:
    """The settings of every program were decided when its year was planned; Compass keeps its exams free."""
    for cycle in cycles.values():
        decided = at(cycle.planning_from, 11)
        settle(
            cycle.program, *(step.key for step in steps_of(cycle.program) if step.key != "exams"), by=by, now=decided
        )
    compass = cycles["compass"]
    finals = compass.running_from + timedelta(weeks=9)
    finals -= timedelta(days=finals.weekday())
    row = {"name_1": "Winter exams", "starts_on_1": finals, "ends_on_1": finals + timedelta(days=11)}
    set_exams(compass, fields=exams_of(compass) | row, by=by, now=at(compass.planning_from, 12))
