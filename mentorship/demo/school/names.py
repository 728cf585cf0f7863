"""Names for the invented people of the demo school, drawn from the pools of `people.toml`."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from mentorship.demo.school.texts import toml


@dataclass(slots=True)
class NameGiver:
    """Gives each person a name that nobody else has."""

    random: Random
    taken: set[str] = field(default_factory=set)

    def name(self, campus: str, pronouns: str) -> tuple[str, str]:
        """Return a given and a family name that suit the campus and the pronouns."""
        while True:
            given, family = self._draw(campus, pronouns)
            if f"{given} {family}" not in self.taken:
                self.taken.add(f"{given} {family}")
                return given, family

    def _draw(self, campus: str, pronouns: str) -> tuple[str, str]:
        pools = [pool for pool in toml("people")["name_pool"] if pool["campus"] == campus]
        pool, other = self._pool(pools), self._pool(pools)
        given = self.random.choice(pool[_list_for(pronouns, self.random)] or pool["any"])
        family = self.random.choice(pool["family"] if self.random.random() < 0.75 else other["family"])
        if self.random.random() < 0.4:
            family = f"{family}-{self.random.choice(other['family'])}"
        return given, family

    def _pool(self, pools: list[dict[str, Any]]) -> dict[str, Any]:
        return self.random.choices(pools, weights=[pool["weight"] for pool in pools])[0]


def _list_for(pronouns: str, random: Random) -> str:
    return {"she/her": "she", "he/him": "he"}.get(pronouns) or random.choice(("she", "he", "any"))


def draw_pronouns(random: Random) -> str:
    """Draw pronouns by the weights of `people.toml`."""
    rows = toml("people")["pronouns"]
    return str(random.choices([row["value"] for row in rows], weights=[row["weight"] for row in rows])[0])
