"""The people of the demo school: the named cast, and as many invented learners and mentors as the school has."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from accounts.models import Language, User
from mentorship.demo.cast import DOMAIN
from mentorship.demo.school.names import NameGiver, draw_pronouns
from mentorship.demo.school.texts import toml
from people.models import PersonalInterest
from programs.models import InterestTerm

CAMPUSES = {"halden-lake": "Halden Lake School of Medicine", "kijani": "Kijani Health Sciences College"}
ZONES = {"halden-lake": "America/Toronto", "kijani": "Africa/Kampala"}
MENTEES = {"year_1": 60, "year_2": 46, "year_3": 40, "year_4": 34, "resident": 24, "partner": 36}
MENTORS = {"physician": 40, "other": 8, "resident": 6, "partner": 4, "alumni": 2, "near_peer": 10}
COHORTS = {
    "year_1": "Year 1",
    "year_2": "Year 2",
    "year_3": "Year 3",
    "year_4": "Year 4",
    "resident": "Resident",
    "partner": "Partner student",
}
_PARTNER_PROFESSIONS = ("student", "nursing-student", "pharmacy-student", "social-work-student")


@dataclass(slots=True, eq=False)
class Person:
    """One person before and after they stand in the database.

    Attributes:
        slug: the local part of the e-mail address.
        stage: where a mentee is in training; empty for those who only mentor.
        kind: the kind of mentor; empty for those who only learn.
        row: the person's texts, with the keys of `cast.toml`.
        user: the stored row.
    """

    slug: str
    stage: str
    kind: str
    row: dict[str, Any]
    user: User = field(init=False)


def generate_people(random: Random, scale: int = 1) -> list[Person]:
    """Return the whole school: the cast first, then the invented ones.

    Args:
        random: the source of everything that is drawn.
        scale: how many times larger than the demo school.
    """
    names = NameGiver(random)
    people = list(_cast(names))
    missing_mentors = {kind: number * scale for kind, number in MENTORS.items()}
    missing_mentees = {stage: number * scale for stage, number in MENTEES.items()}
    for person in people:
        if person.kind:
            missing_mentors[person.kind] -= 1
        if person.stage:
            missing_mentees[person.stage] -= 1
    for kind, number in missing_mentors.items():
        stage = {"near_peer": "year_4", "resident": "resident"}.get(kind, "")
        people += [_invented(random, names, stage=stage, kind=kind) for _ in range(number)]
        if stage:
            missing_mentees[stage] -= number
    for stage, number in missing_mentees.items():
        people += [_invented(random, names, stage=stage, kind="") for _ in range(number)]
    return people


def _cast(names: NameGiver) -> Iterator[Person]:
    supporting = toml("cast")["supporting"]
    for row in [*toml("cast")["person"], *toml("cast_mentors")["person"]]:
        names.taken.add(f"{row['given']} {row['family']}")
        kind = _kind(row) if row["role"] == "mentor" or "mentor" in row.get("also", []) else ""
        texts = _mentor_texts(Random(row["slug"]), kind) if kind else {}
        yield Person(row["slug"], row.get("stage", "resident" if kind == "resident" else ""), kind, texts | row)
    for side in ("mentees", "mentors"):
        for short in supporting[side]:
            row = _texts(Random(short["family"]), stage=short["stage"], kind="near_peer" if side == "mentors" else "")
            row |= {**short, "campus": "halden-lake", "programs": [short["program"]]}
            names.taken.add(f"{row['given']} {row['family']}")
            slug = slugify(f"{row['given']} {row['family']}")
            yield Person(slug, short["stage"], "near_peer" if side == "mentors" else "", row)


def _kind(row: dict[str, Any]) -> str:
    if row.get("stage") == "year_4":
        return "near_peer"
    if row["profession"] == "resident":
        return "resident"
    if row["profession"] != "physician":
        return "other"
    return "partner" if row["campus"] == "kijani" else "physician"


def _invented(random: Random, names: NameGiver, *, stage: str, kind: str) -> Person:
    campus = "kijani" if kind == "partner" or (stage == "partner" and random.random() < 0.6) else "halden-lake"
    pronouns = draw_pronouns(random)
    given, family = names.name(campus, pronouns)
    row = _texts(random, stage=stage, kind=kind)
    row |= {"given": given, "family": family, "pronouns": pronouns, "campus": campus}
    return Person(f"{slugify(f'{given} {family}')}-{len(names.taken)}", stage, kind, row)


def _texts(random: Random, *, stage: str, kind: str) -> dict[str, Any]:
    """Draw everything about a person that is not the name."""
    profession, specialty, interests = _training(random, stage=stage, kind=kind)
    slugs = [row["slug"] for row in toml("interests")["interest"]]
    functions = [row["slug"] for row in toml("interests")["support"]]
    drawn = list(dict.fromkeys([*interests, *random.sample(slugs, 4)]))[: random.randint(4, 6)]
    languages = ["English", *_languages(random)]
    row = {"profession": profession["slug"], "specialty": specialty, "interests": drawn, "languages": languages}
    if profession["title"]:
        row["title"] = profession["title"]
    row["suffix"] = profession.get("suffix", "")
    row["wants"] = random.sample(functions, 3)
    row["introduction"] = _voice(random, "introductions", stage or "any")["text"]
    if kind:
        row |= _mentor_texts(random, kind)
    return row


def _training(random: Random, *, stage: str, kind: str) -> tuple[dict[str, Any], str, list[str]]:
    professions = {row["slug"]: row for row in toml("people")["professions"]}
    if kind == "other":
        field_ = random.choice(toml("people")["specialties_of_other_professions"])
        return professions[field_["profession"]], field_["name"], field_["interests"]
    if stage == "partner":
        return professions[random.choice(_PARTNER_PROFESSIONS)], "", []
    if stage.startswith("year"):
        return professions["student"], "", []
    field_ = random.choice(toml("people")["specialties"])
    return professions["resident" if stage == "resident" else "physician"], field_["name"], field_["interests"]


def _languages(random: Random) -> list[str]:
    rows = [row for row in toml("people")["languages"] if row["name"] != "English"]
    number = random.choice((0, 1, 1, 2))
    names = random.choices([row["name"] for row in rows], weights=[row["weight"] for row in rows], k=number)
    return list(dict.fromkeys(names))


def _voice(random: Random, bank: str, who: str) -> dict[str, Any]:
    rows = toml("voices")[bank]
    suiting = [row for row in rows if row["who"] == who and "profession" not in row and "specialty" not in row]
    return dict(random.choice(suiting or [row for row in rows if row["who"] in ("any", who)]))


def _mentor_texts(random: Random, kind: str) -> dict[str, Any]:
    functions = [row["slug"] for row in toml("interests")["support"]]
    blocks = [_voice(random, "own_words", kind) for _ in range(3)]
    modes = random.choice((["in_person", "video"], ["in_person", "video", "audio"], ["video", "audio"]))
    style = [row for row in toml("voices")["how_i_work"] if row["mode"] in ("any", *modes)]
    return {
        "headline": _voice(random, "headlines", kind)["text"],
        "own_words": [blocks[0]["opening"], blocks[1]["middle"], blocks[2]["closing"]],
        "how_i_work": random.choice(style)["text"],
        "offers": random.sample(functions, random.randint(3, 6)),
        "modes": modes,
        "years_as_mentor": random.randint(0, 9),
    }


def store_people(people: list[Person]) -> None:
    """Write the people with their interests, languages and verified addresses, in a few statements."""
    password = make_password(None)
    for person in people:
        person.user = _user(person, password)
    User.objects.bulk_create([person.user for person in people], batch_size=500)
    terms = dict(InterestTerm.objects.values_list("slug", "pk"))
    languages = dict(Language.objects.values_list("name", "pk"))
    PersonalInterest.objects.bulk_create(
        [
            PersonalInterest(user=person.user, term_id=terms[slug])
            for person in people
            for slug in dict.fromkeys(person.row.get("interests", []))
        ],
        batch_size=2000,
    )
    spoken = User.languages.through
    spoken.objects.bulk_create(
        [
            spoken(user_id=person.user.pk, language_id=languages[name])
            for person in people
            for name in person.row["languages"]
        ],
        batch_size=2000,
    )
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=person.user, email=person.user.email, verified=True, primary=True) for person in people],
        batch_size=2000,
    )


def _user(person: Person, password: str) -> User:
    row = person.row
    professions = {entry["slug"]: entry["name"] for entry in toml("people")["professions"]}
    return User(
        email=f"{person.slug}@{DOMAIN}",
        password=password,
        title=row.get("title", ""),
        given_name=row["given"],
        family_name=row["family"],
        credentials=row.get("suffix", ""),
        pronouns=row["pronouns"],
        profession=professions.get(row.get("profession", ""), ""),
        specialty=row.get("specialty") or COHORTS.get(person.stage, ""),
        campus=CAMPUSES[row["campus"]],
        headline=row.get("headline", ""),
        about="\n\n".join(row.get("own_words", [])),
        ask_me_about=row.get("ask_me_about", ""),
        wish_known=row.get("wish_known", ""),
        working_style=row.get("how_i_work", ""),
        time_zone=ZONES[row["campus"]],
    )


def by_slug(people: list[Person]) -> dict[str, Person]:
    """Return the people by the local part of their addresses."""
    return {person.slug: person for person in people}


def by_kind(people: list[Person]) -> dict[str, list[Person]]:
    """Return those who mentor, by kind."""
    found = defaultdict(list)
    for person in people:
        if person.kind:
            found[person.kind].append(person)
    return found
