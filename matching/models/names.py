"""The names of people in the engine's files and in stored reasons.

Stored reasons say `mentor-4`. In the files of a round, which can be handed on, everybody stands under a name that
stands nowhere else: it is made with the round's secret, drawn anew with each lottery, and only the site can read it.
"""

import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_SIDE_BYTES = 8


def mentee_name(pk: int) -> str:
    """The name of an enrollment inside the database."""
    return f"mentee-{pk}"


def mentor_name(pk: int) -> str:
    """The name of a participation inside the database."""
    return f"mentor-{pk}"


def key_of(name: str) -> int:
    """The primary key behind a name inside the database."""
    return int(name.rpartition("-")[2])


class Names:
    """The names in the files of one round: a permutation of all possible keys, chosen by the round's secret.

    Each name is one AES block, so nobody without the secret learns a key, or whether two rounds name the same person.
    A round that was frozen before rounds had a secret keeps the names of the database.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret
        # Every block is encrypted once and holds another person: what ECB gives away, equal blocks, does not occur.
        cipher = Cipher(algorithms.AES(hashlib.sha256(f"names:{secret}".encode()).digest()), modes.ECB())  # noqa: S305
        self._encryptor, self._decryptor = cipher.encryptor(), cipher.decryptor()

    def mentee(self, pk: int) -> str:
        """The name of an enrollment."""
        return self._name("mentee", pk) if self._secret else mentee_name(pk)

    def mentor(self, pk: int) -> str:
        """The name of a participation."""
        return self._name("mentor", pk) if self._secret else mentor_name(pk)

    def key_of(self, name: str) -> int:
        """The primary key behind a name of the files."""
        if not self._secret:
            return key_of(name)
        block = self._decryptor.update(bytes.fromhex(name.rpartition("-")[2]))
        return int.from_bytes(block[_SIDE_BYTES:])

    def _name(self, side: str, pk: int) -> str:
        block = side.encode().ljust(_SIDE_BYTES, b"\0") + pk.to_bytes(8)
        return f"{side}-{self._encryptor.update(block).hex()}"
