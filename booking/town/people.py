"""Citizens, applications, ready dates, topics and staff of a town: read together, kept together."""

from __future__ import annotations

import asyncio
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.secrets import Hashing, Secret
from booking.ground.transaction import Transaction
from booking.town import applications, citizens, ready_dates, staff, topic_settings, topics


@dataclass(frozen=True, slots=True)
class People:
    """What the files say, checked."""

    citizens: citizens.CitizensFile
    applications: applications.ApplicationsFile
    ready_dates: ready_dates.ReadyDatesFile
    staff: staff.StaffFile
    topic_settings: topic_settings.TopicsFile
    topics: tuple[topics.TopicFile, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """What an import has brought; all noughts when it runs again."""

    citizens: int
    agreements: int
    applications: int
    ready_dates: int
    staff: int
    topics: int


def read_people(
    folder: Path, *, services: AbstractSet[str], activities: AbstractSet[str]
) -> People:
    """The town's files.

    Args:
        folder: the town's description.
        services: the codes of its services.
        activities: the codes of its activities.

    Raises:
        TownFileError: something is wrong; the message names file, place and reason.
    """
    known = citizens.read(folder)
    codes = {entry.code for entry in known.citizens}
    members = staff.read(folder, services=services)
    about_topics = topic_settings.read(folder, staff={entry.username for entry in members.staff})
    return People(
        citizens=known,
        applications=applications.read(folder, citizens=codes, services=services),
        ready_dates=ready_dates.read(folder, services=services),
        staff=members,
        topic_settings=about_topics,
        topics=topics.read(folder, activities=activities, settings=about_topics),
    )


async def apply_people(database: Database, clock: Clock, hashing: Hashing, people: People) -> Added:
    """Keep what is missing; an import that runs again changes nothing and hashes nothing.

    The hashes are made before the transaction, side by side, for argon2 takes time by design.
    """

    def look(tx: Transaction) -> tuple[list[citizens.NewAgreement], list[staff.StaffEntry]]:
        return citizens.missing_agreements(tx, people.citizens), staff.missing(tx, people.staff)

    agreements, members = await database.read(look)
    pins = await _hashed(database, hashing, [new.pin for new in agreements])
    passwords = await _hashed(database, hashing, [Secret(entry.password) for entry in members])

    def keep(tx: Transaction) -> Added:
        added = citizens.add_missing(tx, people.citizens)
        for new, pin in zip(agreements, pins, strict=True):
            citizens.conclude(tx, new, pin)
        for entry, password in zip(members, passwords, strict=True):
            staff.add(tx, entry, password)
        return Added(
            citizens=added,
            agreements=len(agreements),
            applications=applications.apply(tx, people.applications, clock.zone),
            ready_dates=ready_dates.add_missing(tx, people.ready_dates, clock.today()),
            staff=len(members),
            topics=topics.apply(tx, people.topic_settings, people.topics),
        )

    return await database.write(keep)


async def _hashed(database: Database, hashing: Hashing, secrets: list[Secret]) -> list[str]:
    return await asyncio.gather(
        *(database.aside(partial(hashing.hash, secret)) for secret in secrets)
    )
