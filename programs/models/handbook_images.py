"""Pictures in handbooks. A text names one by a part of its hash, so what a text shows never changes."""

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from accounts.models import Role, User
from core.markdown import IMAGE
from programs.models.handbooks import Chapter, HandbookVersion
from programs.models.programs import Program

KEY_LENGTH = 16


class HandbookImageQuerySet(models.QuerySet["HandbookImage"]):
    def visible_to(self, user: User | AnonymousUser) -> "HandbookImageQuerySet":
        """What a chapter shows that `user` may read; all of a program for its administrators, who write."""
        seen = Exists(_naming().filter(version__in=HandbookVersion.objects.visible_to(user)))
        if not user.is_authenticated or not user.is_active:
            return self.filter(seen)
        return self.filter(seen | Q(program__in=Program.objects.run_by(user, Role.ADMIN).values("pk")))

    def unused(self) -> "HandbookImageQuerySet":
        """What no chapter of any version names."""
        return self.filter(~Exists(_naming()))


def _naming() -> models.QuerySet[Chapter]:
    """The chapters that name the picture of the outer query."""
    name = Concat(Value(IMAGE), OuterRef("key"))
    return Chapter.objects.filter(version__program=OuterRef("program"), body__contains=name)


class HandbookImage(models.Model):
    """One picture in WebP, made by `core.images`. It never changes, and stays while a published chapter names it."""

    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="handbook_images")
    key = models.CharField(max_length=KEY_LENGTH, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField()

    objects = HandbookImageQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "key"), name="handbook_image_once"),)

    def __str__(self) -> str:
        return f"{IMAGE}{self.key}"
