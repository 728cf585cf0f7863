"""Institution, program, the people who run it, and where to get help."""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User, validate_time_zone
from core.disclosure.thresholds import FEWEST, TOO_LOW, USUAL
from programs.models.join_links import validate_join_link
from programs.models.mentoring_rules import MentoringRule, rules_in
from programs.models.participants import participants
from programs.models.reminders import USUAL_REMINDERS, ReminderKind, usual_reminders


class Institution(models.Model):
    """A school, with its partners in one line."""

    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40)
    slug = models.SlugField(unique=True)
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    colophon = models.CharField(_("line at the bottom of every page"), max_length=200, blank=True)
    join_link = models.CharField(_("link of video rooms"), max_length=200, blank=True, validators=[validate_join_link])
    accent = models.CharField(_("color on light pages and on paper"), max_length=7, blank=True)
    accent_dark = models.CharField(_("color on dark pages"), max_length=7, blank=True)
    logo_key = models.CharField(max_length=32, blank=True, editable=False, help_text="Of the logo, if there is one.")
    logo_width = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Of the small one, in points.")
    logo_height = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accent="", accent_dark="")
                | Q(accent__regex=r"^#[0-9a-f]{6}$", accent_dark__regex=r"^#[0-9a-f]{6}$"),
                name="institution_has_both_colors_or_none",
            ),
            models.CheckConstraint(
                condition=Q(join_link="") | Q(join_link__startswith="https://"), name="institution_rooms_are_private"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the school's deadlines fall."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def local_day(self, moment: datetime) -> date:
        """The calendar day of `moment` in this zone."""
        return moment.astimezone(self.zone).date()


class ProgramQuerySet(models.QuerySet["Program"]):
    def visible_to(self, user: User | AnonymousUser) -> "ProgramQuerySet":
        """Open programs for everybody, archived ones for those who took part, all for those who run them."""
        if not user.is_authenticated or not user.is_active:
            return self.open()
        runs = Q(pk__in=Program.objects.run_by(user, *Appointment.STAFF_ROLES).values("pk"))
        mentees, mentors = participants().programs_of(user)
        took_part = Q(status=Program.Status.ARCHIVED) & (Q(pk__in=mentees) | Q(pk__in=mentors))
        return self.filter(Q(status=Program.Status.OPEN) | runs | took_part)

    def coordinated_by(self, user: User) -> "ProgramQuerySet":
        """Programs of which `can_coordinate` is true."""
        return self.run_by(user, *Appointment.COORDINATES)

    def configured_by(self, user: User) -> "ProgramQuerySet":
        """Programs of which `can_configure` is true."""
        return self.run_by(user, *Appointment.CONFIGURES)

    def open(self) -> "ProgramQuerySet":
        """Those that anybody may read about."""
        return self.filter(status=Program.Status.OPEN)

    def run_by(self, user: User, *roles: Role) -> "ProgramQuerySet":
        """Programs in which `user` holds one of the roles, in the program itself or in the whole institution."""
        held = Appointment.objects.filter(user=user, role__in=roles)
        return self.filter(
            Q(pk__in=held.filter(program__isnull=False).values("program"))
            | Q(institution__in=held.filter(program=None).values("institution"))
        )


@dataclass(frozen=True, slots=True)
class TimeCost:
    """One row of the table of time.

    Attributes:
        what: what takes time; mentee, mentor: how much for each, of peers the first; when: in which part of the year.
        total: whether the row stands at the foot of the table.
    """

    what: str
    mentee: str
    mentor: str
    when: str
    total: bool


@dataclass(frozen=True, slots=True)
class PairingStep:
    """One step of how pairing works: a few words in bold, then the rest."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A question that people ask about a program, and its answer."""

    question: str
    answer: str


class Program(models.Model):
    """One way of mentoring, with its rules. Each year it runs as a cycle."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        ARCHIVED = "archived", _("Archived")

    class Format(models.TextChoices):
        ONE_TO_ONE = "one_to_one", _("One-on-one")
        GROUP = "group", _("Groups")
        BOTH = "both", _("Both")

    class Pairing(models.TextChoices):
        CHOICE = "choice", _("Mentees rank, the school matches")
        SURVEY = "survey", _("Matched by what people have in common")
        RANDOM = "random", _("Random draw, interests shown")
        ROLLING = "rolling", _("Mentees ask a mentor, all year")
        PEERS = "peers", _("Peers: both sides equal, in pairs or threes")
        INFORMAL = "informal", _("People find each other; the school records it")

    class ConflictPolicy(models.TextChoices):
        BLOCK = "block", _("Rule out the pairing")
        WARN = "warn", _("Warn, and tell the coordinator")

    class ReadinessRule(models.TextChoices):
        OFF = "off", _("Can be matched once they say yes")
        WARN = "warn", _("Can be matched, and coordinators are warned")
        REQUIRED = "required", _("Can’t be matched")

    class SilenceRule(models.TextChoices):
        ACCEPT = "accept", _("No answer counts as yes")
        EXPIRE = "expire", _("No answer counts as no")

    class UnrankedRule(models.TextChoices):
        SIMILARITY = "similarity", _("Matched by shared interests, after everyone else")
        UNMATCHED = "unmatched", _("Left for the supplementary round")

    class AgreementRule(models.TextChoices):
        OFF = "off", _("No agreement")
        OFFERED = "offered", _("Pairs can write one")
        REQUIRED = "required", _("A pair is active once both have signed")

    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="programs")
    slug = models.SlugField(unique=True)
    name = models.CharField(_("name of the program"), max_length=80)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    tagline = models.CharField(_("in one line"), max_length=160, blank=True)
    lead = models.TextField(_("introduction"), max_length=600, blank=True)
    purpose = models.TextField(_("purpose"), max_length=2000, blank=True)
    mentee_gains = models.TextField(_("what mentees gain"), max_length=2000, blank=True)
    mentor_gains = models.TextField(_("what mentors gain"), max_length=2000, blank=True)
    time_costs = models.TextField(_("time commitment"), max_length=2000, blank=True)
    pairing_steps = models.TextField(_("how matching works"), max_length=3000, blank=True)
    eligibility = models.TextField(_("who may take part"), max_length=600, blank=True)
    mentoring_rules = models.TextField(_("who may mentor whom"), max_length=2000, blank=True)
    answers = models.TextField(_("questions and answers"), max_length=6000, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format, default=Format.ONE_TO_ONE)
    pairing = models.CharField(_("matching method"), max_length=10, choices=Pairing, default=Pairing.CHOICE)
    cadence_days = models.PositiveSmallIntegerField(
        _("days between sessions"), default=30, validators=[MinValueValidator(7), MaxValueValidator(180)]
    )
    session_minutes = models.PositiveSmallIntegerField(
        _("usual length of a session"), default=45, validators=[MinValueValidator(10), MaxValueValidator(240)]
    )
    expected_sessions = models.PositiveSmallIntegerField(_("sessions expected in a year"), default=8)
    list_length = models.PositiveSmallIntegerField(
        _("length of the ranked list"), default=6, validators=[MinValueValidator(3), MaxValueValidator(10)]
    )
    answers_before_ratings = models.PositiveSmallIntegerField(
        _("answers needed before a rating is shown"), default=USUAL, validators=[MinValueValidator(FEWEST, TOO_LOW)]
    )
    readiness_rule = models.CharField(
        _("mentors who aren’t ready"), max_length=8, choices=ReadinessRule, default=ReadinessRule.REQUIRED
    )
    agreement_rule = models.CharField(
        _("mentoring agreement"), max_length=8, choices=AgreementRule, default=AgreementRule.OFFERED
    )
    academic_counseling = models.BooleanField(_("offers academic counseling"), default=False)
    conflict_policy = models.CharField(
        _("conflicts of interest"), max_length=8, choices=ConflictPolicy, default=ConflictPolicy.BLOCK
    )
    open_requests = models.PositiveSmallIntegerField(
        _("open requests of a mentee at a time"),
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days to answer an offer"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    silence_rule = models.CharField(
        _("if someone doesn’t answer"), max_length=8, choices=SilenceRule, default=SilenceRule.ACCEPT
    )
    unranked_rule = models.CharField(
        _("mentees without a list"), max_length=12, choices=UnrankedRule, default=UnrankedRule.UNMATCHED
    )
    mentors_each = models.PositiveSmallIntegerField(
        _("mentors for each mentee"), choices=((1, _("One")), (2, _("Up to two"))), default=1
    )
    mentors_rank = models.BooleanField(_("mentors rank or decline those who listed them"), default=False)
    takes_volunteers = models.BooleanField(_("people can offer to mentor on the public page"), default=False)
    second_publisher = models.BooleanField(_("a second coordinator publishes the pairs"), default=False)
    peers_ask = models.BooleanField(_("peers ask each other"), default=False)
    voluntary_question = models.CharField(_("voluntary question"), max_length=200, blank=True)
    voluntary_choices = models.TextField(_("choices"), max_length=600, blank=True)
    contact_email = models.EmailField(_("email for questions"), blank=True)
    reminders: "models.JSONField[dict[str, list[int]], dict[str, list[int]]]" = models.JSONField(
        default=usual_reminders, help_text="Kind → after how many days; without any for a kind that is off."
    )

    objects = ProgramQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(condition=Q(answers_before_ratings__gte=FEWEST), name="program_k_at_least_three"),
            models.CheckConstraint(condition=Q(list_length__range=(3, 10)), name="program_list_length"),
            models.CheckConstraint(condition=Q(open_requests__range=(1, 5)), name="program_open_requests"),
            models.CheckConstraint(condition=Q(mentors_each__range=(1, 2)), name="program_mentors_each"),
        )

    def __str__(self) -> str:
        return self.name

    def reminder_days(self, kind: ReminderKind) -> list[int]:
        """After how many days, or how many before, somebody is reminded; empty where this kind is off."""
        return self.reminders.get(kind, list(USUAL_REMINDERS[kind]))

    @property
    def mentoring_rule_list(self) -> list[MentoringRule]:
        """Who may mentor whom; without any rule everybody may. Peers have no mentors."""
        return [] if self.is_peer else rules_in(self.mentoring_rules)

    @property
    def is_rolling(self) -> bool:
        """Whether mentees ask a mentor directly, all year."""
        return self.pairing == self.Pairing.ROLLING

    @property
    def has_rounds(self) -> bool:
        """Whether its pairs come of match rounds."""
        return self.pairing not in (self.Pairing.ROLLING, self.Pairing.INFORMAL, self.Pairing.PEERS)

    @property
    def is_peer(self) -> bool:
        """Whether everybody enrolls alike and nobody is mentor or mentee of the other."""
        return self.pairing == self.Pairing.PEERS

    @property
    def peers_may_ask(self) -> bool:
        """Whether peers who wait ask each other directly, all year."""
        return self.is_peer and self.peers_ask

    @property
    def is_informal(self) -> bool:
        """Whether it takes note of pairs that found each other, and makes none."""
        return self.pairing == self.Pairing.INFORMAL

    @property
    def asks_for_volunteers(self) -> bool:
        """Whether its public page asks who would like to mentor."""
        return self.takes_volunteers and self.status == self.Status.OPEN and not self.is_peer

    @property
    def meets_in_groups(self) -> bool:
        """Whether its people can be formed into groups; two peers are a small one."""
        return self.is_peer or self.format in (self.Format.GROUP, self.Format.BOTH)

    @property
    def meets_in_groups_alone(self) -> bool:
        """Whether nobody in it has a mentor to themselves."""
        return self.is_peer or self.format == self.Format.GROUP

    @property
    def has_agreements(self) -> bool:
        """Whether its pairs write an agreement; groups and peers have none."""
        return self.agreement_rule != self.AgreementRule.OFF and not self.meets_in_groups_alone

    @property
    def mentee_gain_list(self) -> list[str]:
        """What mentees gain, one line each."""
        return _lines(self.mentee_gains)

    @property
    def voluntary_choice_list(self) -> list[str]:
        """What can be answered to the voluntary question, one choice a line."""
        return _lines(self.voluntary_choices)

    @property
    def mentor_gain_list(self) -> list[str]:
        """What mentors gain, one line each."""
        return _lines(self.mentor_gains)

    @property
    def time_cost_rows(self) -> list[TimeCost]:
        """The table of time: `what | mentee | mentor | when`, one row a line; `=` begins the line of totals.

        Among peers it is `what | each | when`.
        """
        rows = []
        for line in _lines(self.time_costs):
            cells = [cell.strip() for cell in line.removeprefix("=").split("|")][:4]
            if self.is_peer:
                cells[2:] = ["", *cells[2:3]]
            what, mentee, mentor, when = cells + [""] * (4 - len(cells))
            rows.append(TimeCost(what, mentee, mentor, when, line.startswith("=")))
        return rows

    @property
    def answer_list(self) -> list[Answer]:
        """Questions and answers: `question | answer`, one a line; a line without a bar is left out."""
        pairs = (line.partition("|") for line in _lines(self.answers))
        return [Answer(question.strip(), answer.strip()) for question, bar, answer in pairs if bar]

    @property
    def hours_of_sessions(self) -> int:
        """Hours that the sessions of a year take together, rounded up."""
        return -(-self.expected_sessions * self.session_minutes // 60)

    @property
    def pairing_step_list(self) -> list[PairingStep]:
        """How pairing works: `in short | the rest`, one step a line."""
        steps = []
        for line in _lines(self.pairing_steps):
            title, _bar, text = line.rpartition("|")
            steps.append(PairingStep(title.strip(), text.strip()))
        return steps


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def of_coordinators(self) -> "AppointmentQuerySet":
        """Those that make somebody a coordinator, who can still log in."""
        return self.filter(role=Role.COORDINATOR, user__is_active=True)


class Appointment(models.Model):
    """Somebody runs a program. Without a program the appointment holds for the whole institution."""

    STAFF_ROLES = (Role.COORDINATOR, Role.ADMIN, Role.SAFEGUARDING)
    # Which roles give a right: `programs.policies` asks it of one program, `ProgramQuerySet` of all.
    COORDINATES = (Role.COORDINATOR,)
    CONFIGURES = (Role.COORDINATOR, Role.ADMIN)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="appointments")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="appointments", null=True, blank=True)
    role = models.CharField(_("role"), max_length=12, choices=[(role.value, role.label) for role in STAFF_ROLES])

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "program", "role"), condition=Q(program__isnull=False), name="program_appointment_once"
            ),
            models.UniqueConstraint(
                fields=("user", "institution", "role"),
                condition=Q(program__isnull=True),
                name="institution_appointment_once",
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.COORDINATOR) | Q(program__isnull=False), name="coordinator_has_a_program"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


class HelpContact(models.Model):
    """One entry of “Get help now” at the foot of every page."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="help_contacts")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="help_contacts", null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    heading = models.CharField(_("when to use it"), max_length=100)
    text = models.CharField(_("who answers, and when"), max_length=240)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("email"), blank=True)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.heading
