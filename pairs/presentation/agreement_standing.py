"""How far an agreement is, without a word of what it says: for its two people, for staff, and for tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from pairs.models import Mentorship, Signature
from pairs.models.agreements import BOTH
from pairs.queries.agreements import agreement_number, signatures_in_force
from programs.models import Program


@dataclass(frozen=True, slots=True)
class AgreementStanding:
    """How far the agreement of a pair is.

    Attributes:
        number: of its last version, 0 where nothing is written.
        signatures: how many of the two have signed that version.
        mine: whether the reader has; false where nobody reads for themselves.
        can_write: whether the reader can change and sign it.
    """

    number: int
    signatures: int
    mine: bool = False
    can_write: bool = False

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.signatures == BOTH

    @property
    def words(self) -> str:
        """How far it is, in a word or two."""
        if not self.number:
            return _("Not written yet")
        return _("Signed by both") if self.is_signed else _("Not signed by both")

    @property
    def tone(self) -> str:
        """The tone of these words in a list."""
        return "good" if self.is_signed else "partial" if self.number else "inactive"


def with_standing(pairs: QuerySet[Mentorship]) -> QuerySet[Mentorship]:
    """Add to each pair what `standing_of` reads."""
    return pairs.annotate(agreement_number=agreement_number(), agreement_signatures=signatures_in_force())


def standing_of(row: Any) -> AgreementStanding:
    """Return how far the agreement of a pair `with_standing` is, for staff."""
    return AgreementStanding(row.agreement_number, row.agreement_signatures)


def standing_needs(reader: User) -> dict[str, Any]:
    """What `own_standing` reads, as expressions over a pair of which `reader` is one."""
    mine = Signature.objects.in_force().filter(version__agreement__mentorship=OuterRef("pk"), person=reader)
    return {
        "agreement_number": agreement_number(),
        "agreement_signatures": signatures_in_force(),
        "agreement_mine": Exists(mine),
    }


def own_standing(pair: Mentorship, row: Mapping[str, Any]) -> AgreementStanding | None:
    """Return how far it is for one of the two; None where the program has none and nothing is written."""
    number, offered = row["agreement_number"], pair.cycle.program.agreement_rule != Program.AgreementRule.OFF
    if not (offered or number):
        return None
    return AgreementStanding(number, row["agreement_signatures"], row["agreement_mine"], offered and pair.is_live)
