"""An audit that cannot be changed unseen, and that names no person in clear."""

import json
import re
import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from booking.ground.tables import Id, Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEPT = "the audit is append-only"

SQLITE = """
CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{kept}'); END;
CREATE TRIGGER {table}_is_not_deleted BEFORE DELETE ON {table}
WHEN OLD.{key} > COALESCE((SELECT "{released}" FROM audit_released), 0)
BEGIN SELECT RAISE(ABORT, '{kept}'); END;
"""

POSTGRESQL = """
CREATE FUNCTION {table}_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.{key} <= COALESCE((SELECT "{released}" FROM audit_released), 0) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION '{kept}';
END $$;
CREATE TRIGGER {table}_is_not_changed BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_is_kept();
CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_kept();
"""

GUARDED = (("audit", "id", "row"), ("audit_seals", "number", "seal"))
"""Table, its key, and the column of `audit_released` that says up to where it may be deleted."""


def upgrade() -> None:
    _tables()
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_about", "audit", ["about"])
    _hide_persons()
    for table, key, released in GUARDED:
        if op.get_bind().dialect.name == "sqlite":
            text = SQLITE.format(table=table, key=key, released=released, kept=KEPT)
            for statement in text.split("END;")[:-1]:
                op.execute(f"{statement}END;")
        else:
            op.execute(POSTGRESQL.format(table=table, key=key, released=released, kept=KEPT))


def downgrade() -> None:
    # what was hidden stays hidden
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, _, _ in GUARDED:
        if not sqlite:
            op.execute(f"DROP TRIGGER {table}_is_not_emptied ON {table}")
            op.execute(f"DROP TRIGGER {table}_is_not_changed ON {table}")
            op.execute(f"DROP FUNCTION {table}_is_kept()")
    if sqlite:
        op.execute("DROP TRIGGER audit_is_not_changed")
        op.execute("DROP TRIGGER audit_is_not_deleted")
    op.drop_index("ix_audit_about", "audit")
    op.drop_index("ix_audit_at", "audit")
    for table in ("audit_checks", "audit_released", "audit_seals", "audit_names"):
        op.drop_table(table)


def _tables() -> None:
    op.create_table(
        "audit_names",
        sa.Column("subject", sa.String(330), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_audit_names")),
        sa.UniqueConstraint("name", name=op.f("uq_audit_names_name")),
    )
    op.create_table(
        "audit_seals",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("first_row", Id, nullable=False),
        sa.Column("last_row", Id, nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_seals")),
    )
    op.create_table(
        "audit_released",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", Id, nullable=False),
        sa.Column("seal", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("mark", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_released")),
    )
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checks")),
    )


def _hide_persons() -> None:
    """Earlier versions wrote citizens' numbers, telephone numbers and what was searched for."""
    bind = op.get_bind()
    names: dict[str, str] = {}
    rows = bind.execute(sa.text("SELECT id, who, about, details FROM audit ORDER BY id")).all()
    for row in rows:
        details = row.details if isinstance(row.details, dict) else json.loads(row.details)
        hidden = {name: _detail(names, name, value) for name, value in details.items()}
        bind.execute(
            sa.text(
                "UPDATE audit SET who = :who, about = :about, details = :details WHERE id = :id"
            ),
            {
                "id": row.id,
                "who": _hidden(names, row.who),
                "about": _hidden(names, row.about),
                "details": json.dumps(hidden),
            },
        )
    named = sa.table(
        "audit_names", sa.column("subject"), sa.column("name"), sa.column("made_at", Instant())
    )
    made = datetime.now(UTC)  # a database may have seen many clocks; this one is as good
    for subject, name in names.items():
        bind.execute(named.insert().values(subject=subject, name=name, made_at=made))


def _detail(names: dict[str, str], field: str, value: object) -> object:
    if field == "citizen" and isinstance(value, int):
        return _name(names, "citizen", str(value))
    if not isinstance(value, str):
        return value
    if field == "reason":
        value = re.sub(r"""['"].*['"]""", "'…'", value)
    return _hidden(names, value)


def _hidden(names: dict[str, str], text: str) -> str:
    text = re.sub(
        r"\b(citizen|citizens-of|applications-of|visits-of):(\d+)\b",
        lambda found: f"{found[1]}:{_name(names, 'citizen', found[2])}",
        text,
    )
    return re.sub(r"\+\d{8,15}\b", lambda found: _name(names, "phone", found[0]), text)


def _name(names: dict[str, str], kind: str, who: str) -> str:
    letter = {"citizen": "c", "phone": "t"}[kind]
    return names.setdefault(f"{kind}:{who}", f"{letter}{secrets.token_hex(8)}")
