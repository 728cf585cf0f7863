"""The lottery of a round or of groups: drawn with the draft, and anew when a round is opened again."""

import hashlib
import secrets

from matching.engine.model.draws import commitment
from matching.models import Formation, MatchRound
from matching.models.rounds import new_secret

_LARGEST_SEED = 2**31


def draw_lottery(drawn: MatchRound | Formation, seed: int | None = None, secret: str | None = None) -> None:
    """Give a round or a formation its lottery: a seed, a secret, and the commitment to both that can be published.

    The nonce is a hash of the secret behind the names in the files, whose draws hang on those names: so the
    commitment fixes the names, too, and revealing the nonce does not reveal them.
    """
    drawn.seed = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
    drawn.names_secret = secret or new_secret()
    drawn.nonce = hashlib.sha256(f"nonce:{drawn.names_secret}".encode()).hexdigest()[:32]
    drawn.commitment = commitment(drawn.seed, drawn.nonce)
