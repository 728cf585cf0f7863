"""The words of a school for what people are called: titles, professions and departments."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from programs.models.programs import Institution


class WordList(models.TextChoices):
    """The lists; one that is empty controls nothing."""

    TITLE = "title", _("Title")
    PROFESSION = "profession", _("Profession")
    DEPARTMENT = "department", _("Department")


class ListedWord(models.Model):
    """One word that a school uses. People have the word itself, which stays theirs where they belong to two schools."""

    institution = models.ForeignKey(Institution, on_delete=models.CASCADE, related_name="listed_words")
    kind = models.CharField(_("list"), max_length=10, choices=WordList)
    name = models.CharField(_("name"), max_length=80)
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Not offered any more from then on; who has it keeps it."
    )

    class Meta:
        ordering = ("kind", "name")
        constraints = (models.UniqueConstraint("institution", "kind", Lower("name"), name="listed_word_once"),)

    def __str__(self) -> str:
        return self.name


class FormerWord(models.Model):
    """What a word was called before, or what was merged into it: files still say so."""

    word = models.ForeignKey(ListedWord, on_delete=models.CASCADE, related_name="former_words")
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
