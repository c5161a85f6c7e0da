"""Staff in the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Row, String, Table, select

from booking.ground.tables import metadata
from booking.ground.transaction import Transaction
from booking.staff.model import Role, StaffMember

staff = Table(
    "staff",
    metadata,
    Column("username", String(60), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
)

staff_skills = Table(
    "staff_skills",
    metadata,
    Column("username", String(60), ForeignKey("staff.username"), primary_key=True),
    Column("skill", String(60), primary_key=True),
    Column("level", Integer, nullable=False),
)


def find(tx: Transaction, username: str) -> StaffMember | None:
    """The member with this username."""
    row = tx.one(select(staff).where(staff.c.username == username))
    if row is None:
        return None
    return _member(row, _skills(tx).get(username, {}))


def password_hash(tx: Transaction, username: str) -> str | None:
    """What the password is checked against; None for unknown and inactive ones."""
    row = tx.one(
        select(staff.c.password_hash).where(staff.c.username == username, staff.c.active.is_(True))
    )
    return None if row is None else str(row.password_hash)


def all_members(tx: Transaction) -> list[StaffMember]:
    """Everybody, by username."""
    skills = _skills(tx)
    rows = tx.all(select(staff).order_by(staff.c.username))
    return [_member(row, skills.get(row.username, {})) for row in rows]


def add(tx: Transaction, member: StaffMember, hashed: str) -> None:
    """Keep a new member with the skills."""
    tx.execute(
        staff.insert().values(
            username=member.username,
            name=member.name,
            role=member.role.value,
            password_hash=hashed,
            active=member.active,
        )
    )
    for skill, level in member.skills.items():
        tx.execute(staff_skills.insert().values(username=member.username, skill=skill, level=level))


def _skills(tx: Transaction) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    order = (staff_skills.c.level.desc(), staff_skills.c.skill)
    for row in tx.all(select(staff_skills).order_by(*order)):
        found.setdefault(row.username, {})[row.skill] = row.level
    return found


def _member(row: Row[Any], skills: dict[str, int]) -> StaffMember:
    return StaffMember(row.username, row.name, Role(row.role), skills, row.active)
