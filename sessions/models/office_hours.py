"""When a mentor can be booked: hours of the week, single days, and on what terms."""

import zoneinfo
from datetime import timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_time_zone
from programs.models.join_links import validate_https
from sessions.calendars.office_hours import Hours, OfficePlan


class OfficeHours(models.Model):
    """On what terms a mentor can be booked. They are the person’s, whatever the program."""

    mentor = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="office_hours")
    time_zone = models.CharField(_("time zone"), max_length=60, validators=[validate_time_zone])
    minutes = models.PositiveSmallIntegerField(
        _("length"), default=45, validators=[MinValueValidator(15), MaxValueValidator(90)]
    )
    buffer_minutes = models.PositiveSmallIntegerField(
        _("minutes between two sessions"), default=0, validators=[MaxValueValidator(120)]
    )
    daily_limit = models.PositiveSmallIntegerField(
        _("most sessions in a day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    notice_hours = models.PositiveSmallIntegerField(_("hours ahead"), default=12, validators=[MaxValueValidator(336)])
    days_ahead = models.PositiveSmallIntegerField(
        _("days ahead"), default=28, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    location = models.CharField(_("place"), max_length=160, blank=True)
    join_url = models.URLField(_("link to join"), blank=True, validators=[validate_https])

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(minutes__range=(15, 90)), name="office_hours_length"),
            models.CheckConstraint(
                condition=Q(join_url="") | Q(join_url__startswith="https://"), name="office_hours_link_is_private"
            ),
            models.CheckConstraint(condition=Q(days_ahead__range=(1, 90)), name="office_hours_ahead"),
            models.CheckConstraint(
                condition=Q(daily_limit__isnull=True) | Q(daily_limit__gte=1), name="office_hours_daily_limit"
            ),
        )

    def __str__(self) -> str:
        return f"Office hours {self.pk}"

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone in which the hours are told."""
        return zoneinfo.ZoneInfo(self.time_zone)

    def plan(self) -> OfficePlan:
        """The office hours as arithmetic takes them; reads the hours."""
        rows = list(self.hours.all())
        return OfficePlan(
            zone=self.zone,
            minutes=self.minutes,
            buffer=timedelta(minutes=self.buffer_minutes),
            notice=timedelta(hours=self.notice_hours),
            days_ahead=self.days_ahead,
            hours=tuple(hours for row in rows if (hours := row.as_hours()) is not None),
            own_days=frozenset(row.day for row in rows if row.day and row.kind in OpenHours.INSTEAD_OF_WEEKLY),
            daily_limit=self.daily_limit,
        )


class OpenHours(models.Model):
    """Hours of one weekday, or what holds on one day: more hours, other hours, or none."""

    class Kind(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        ALSO = "also", _("Also on this day")
        INSTEAD = "instead", _("Other hours on this day")
        OFF = "off", _("No hours on this day")

    INSTEAD_OF_WEEKLY = (Kind.INSTEAD, Kind.OFF)

    office = models.ForeignKey(OfficeHours, on_delete=models.CASCADE, related_name="hours")
    kind = models.CharField(max_length=10, choices=Kind)
    weekday = models.PositiveSmallIntegerField(_("day"), null=True, blank=True, choices=list(WEEKDAYS.items()))
    day = models.DateField(_("date"), null=True, blank=True)
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    valid_from = models.DateField(_("first day"), null=True, blank=True)
    valid_until = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        ordering = ("weekday", "day", "starts", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="weekly", weekday__isnull=False, day__isnull=True)
                | (~Q(kind="weekly") & Q(weekday__isnull=True, day__isnull=False, valid_from=None, valid_until=None)),
                name="open_hours_on_a_weekday_or_a_day",
            ),
            models.CheckConstraint(
                condition=Q(kind="off", starts__isnull=True, ends__isnull=True)
                | (~Q(kind="off") & Q(starts__isnull=False, ends__gt=F("starts"))),
                name="open_hours_end_after_they_start",
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("valid_from")),
                name="open_hours_valid_in_order",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def as_hours(self) -> Hours | None:
        """The row as arithmetic takes it; None for a day without hours."""
        if self.starts is None or self.ends is None:
            return None
        return Hours(
            starts=self.starts,
            ends=self.ends,
            weekday=self.weekday,
            day=self.day,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
