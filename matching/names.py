"""The neutral names under which people stand in the engine's files: `mentee-17`, `mentor-4`."""


def mentee_name(pk: int) -> str:
    """The name of an enrollment."""
    return f"mentee-{pk}"


def mentor_name(pk: int) -> str:
    """The name of a participation."""
    return f"mentor-{pk}"


def key_of(name: str) -> int:
    """The primary key behind a name."""
    return int(name.rpartition("-")[2])
