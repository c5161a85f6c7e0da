"""Which clerk works on an application: by service and load, with a substitute for the absent."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Worker:
    """A clerk, as far as the choice needs one.

    Attributes:
        levels: how well they know which services, 1 to 5.
        load: how many unfinished applications they have.
        is_away: they are absent today.
        substitute: who stands in for them then, None where nobody was named.
    """

    username: str
    levels: Mapping[str, int]
    load: int = 0
    is_away: bool = False
    substitute: str | None = None


def choose(service: str | None, workers: Collection[Worker]) -> str | None:
    """Who gets a new application; None where nobody who could do it is there.

    Of those who know the service, the one with the least to do; of several, the one who knows it
    best. An application that belongs to no service can go to anybody. For somebody absent their
    substitute is asked, who then counts with a load of their own, whatever they know.
    """
    by_name = {one.username: one for one in workers}
    able = [one for one in workers if service is None or service in one.levels]
    present = {one.username: one for one in (stand_in(one, by_name) for one in able) if one}
    if not present:
        return None
    level = {one.username: -one.levels.get(service or "", 0) for one in present.values()}
    return min(present, key=lambda name: (present[name].load, level[name], name))


def stand_in(worker: Worker, by_name: Mapping[str, Worker]) -> Worker | None:
    """Who does this clerk's work today: they, their substitute, the substitute of that one."""
    asked: set[str] = set()
    one: Worker | None = worker
    while one is not None and one.is_away:
        asked.add(one.username)
        following = one.substitute
        one = None if following is None or following in asked else by_name.get(following)
    return one


def stands_in_for(username: str, workers: Collection[Worker]) -> frozenset[str]:
    """Whose work this clerk does today: their own, and that of the absent who named them."""
    by_name = {one.username: one for one in workers}
    theirs = {
        one.username
        for one in workers
        if (doing := stand_in(one, by_name)) is not None and doing.username == username
    }
    return frozenset({username, *theirs})
