"""The lottery of a round: drawn when it is made, and anew when it is opened again."""

import hashlib
import secrets

from matching.engine.model.draws import commitment
from matching.models import MatchRound
from matching.models.rounds import new_secret

_LARGEST_SEED = 2**31


def draw_lottery(match_round: MatchRound, seed: int | None = None, secret: str | None = None) -> None:
    """Give the round a lottery: a seed, a secret, and the commitment to both that can be published.

    The nonce is a hash of the secret behind the names in the files, whose draws hang on those names: so the
    commitment fixes the names, too, and revealing the nonce does not reveal them.
    """
    match_round.seed = secrets.randbelow(_LARGEST_SEED) if seed is None else seed
    match_round.names_secret = secret or new_secret()
    match_round.nonce = hashlib.sha256(f"nonce:{match_round.names_secret}".encode()).hexdigest()[:32]
    match_round.commitment = commitment(match_round.seed, match_round.nonce)
