"""How the databases find what the gate asks for."""

from datetime import timedelta

from sqlalchemy import func, select

from booking.api import Database, Prepared
from notifier.gate.facts import _SENT
from notifier.outbox.tables import messages
from tests.support.plans import plan_of


def test_what_went_to_a_recipient_is_found_by_the_recipient(database: Database) -> None:
    now = database.clock.now()
    since, made_since = now - timedelta(days=1), now - timedelta(days=8)
    given = {"recipients": ["+420602123456"], "since": since, "made_since": made_since}
    assert "ix_messages_recipient" in plan_of(database, _SENT, **given)


def test_what_a_day_has_cost_is_found_by_the_day(database: Database) -> None:
    spent = func.sum(messages.c.price).label("spent")
    of_day = Prepared(select(spent).where(messages.c.sent_at >= database.clock.now()))
    assert "ix_messages_sent_at" in plan_of(database, of_day)
