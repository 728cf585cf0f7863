"""Reads of how far somebody has come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Reader, User
from core.among import Among
from core.prepared import prepared
from programs.models import Program
from training.models import ModuleVersion, Step, StepRecord, Training
from training.queries.modules import required_of

# How long before a completion is due again the module may be taken anew.
EARLY_RENEWAL = timedelta(days=30)


def first_open(steps: Iterable[Step], records: Mapping[int, StepRecord]) -> Step | None:
    """Return the first of a version's steps that is not done, by its records; None when all are."""
    return next((step for step in steps if not (step.pk in records and records[step.pk].done)), None)


@dataclass(frozen=True, slots=True)
class OwnModule:
    """A module that is in force, and where its reader stands.

    Attributes:
        version: the published one.
        training: what counts for the reader: a completion, or what is under way; None before they begin.
        done_count: how many steps of what is under way are done.
        is_done: whether the reader has completed it, and it still counts.
        is_due: whether a completion is due again on the day of the page.
        may_renew: whether it is, or so soon that the module may be taken again already.
    """

    version: ModuleVersion
    training: Training | None
    done_count: int
    is_done: bool
    is_due: bool
    may_renew: bool

    @property
    def is_under_way(self) -> bool:
        """Whether the reader has begun and not finished."""
        return self.training is not None and self.training.completed_at is None


def own_modules(user: Reader, versions: Iterable[ModuleVersion], *, day: date) -> list[OwnModule]:
    """Return where `user` stands on `day` in modules in force, with their module; one query."""
    versions = list(versions)
    trainings = _trainings_of(user, versions)
    return [_own(version, [t for t in trainings if _counts_for(t, version)], day) for version in versions]


def _trainings_of(user: Reader, versions: list[ModuleVersion]) -> list[Training]:
    if not user.is_authenticated or not versions:
        return []
    return _trainings(user.pk, [each.module_id for each in versions], [each.sha256 for each in versions])


@prepared
def _trainings(user: int, modules: list[int], hashes: list[str]) -> QuerySet[Training]:
    done = StepRecord.objects.filter(training=OuterRef("pk"), done=True).order_by()
    same = Q(Among("version__sha256", hashes), completed_at__isnull=False)
    rows = Training.objects.filter(Q(Among("version__module", modules)) | same, user=user)
    counted = done.values("training").annotate(n=Count("pk")).values("n")
    rows = rows.select_related("version__module").annotate(done_count=Coalesce(Subquery(counted), 0))
    return rows.order_by(F("completed_at").desc(nulls_last=True), "-pk")


def _counts_for(training: Training, version: ModuleVersion) -> bool:
    same = training.version.module_id == version.module_id and training.version.number >= version.module.counts_from
    return same or (training.completed_at is not None and training.version.sha256 == version.sha256)


def _own(version: ModuleVersion, trainings: list[Training], day: date) -> OwnModule:
    """What is under way where it is needed, else the last completion."""
    completed = next((one for one in trainings if one.completed_at), None)
    begun = next((one for one in trainings if one.completed_at is None), None)
    renew_on = completed.renew_on if completed else None
    is_due = renew_on is not None and renew_on <= day
    may_renew = renew_on is not None and renew_on <= day + EARLY_RENEWAL
    shown = begun if begun and (may_renew or completed is None) else completed
    done: int = shown.done_count if shown else 0  # type: ignore[attr-defined]
    return OwnModule(version, shown, done, completed is not None and not is_due, is_due, may_renew)


def modules_to_do(user: User, program: Program, *, day: date) -> list[ModuleVersion]:
    """Return what makes ready to mentor in the program and `user` has not done on `day`, or may take again already."""
    own = own_modules(user, required_of([program.pk]), day=day + EARLY_RENEWAL)
    return [one.version for one in own if not one.is_done]


def completed_in(program: Program, user: User) -> list[Training]:
    """Return what `user` completed of the modules of a program, or elsewhere of the same text; the newest first."""
    there = ModuleVersion.objects.filter(module__program=program).exclude(sha256="")
    rows = Training.objects.filter(
        Q(version__module__program=program) | Q(version__sha256__in=there.values("sha256")),
        user=user,
        completed_at__isnull=False,
    )
    return list(rows.select_related("version").order_by("-completed_at", "-pk"))


def records_of(training: Training | None, user: User) -> dict[int, StepRecord]:
    """Return what `user` answered in a training, by step."""
    if training is None:
        return {}
    return {record.step_id: record for record in StepRecord.objects.visible_to(user).filter(training=training)}
