"""No table is forgotten when somebody is erased."""

from importlib import import_module
from pathlib import Path

from booking.api import metadata, periods_of
from cli.keeping.parts import PARTS

ROOT = Path(__file__).parents[3]

NO_PERSON = {
    "access_tokens",
    "activities",
    "application_kinds",
    "audit_checks",
    "audit_released",
    "audit_seals",
    "calendar_exceptions",
    "closures",
    "counters",
    "day_versions",
    "distinct_citizens",
    "erasures",
    "line_health",
    "login_salt",
    "menu_revisions",
    "message_ceiling",
    "merges",
    "offices",
    "outside_bookings",
    "provider_minutes",
    "ready_date_lines",
    "ready_dates",
    "rebooking_cases",
    "rebookings",
    "services",
    "template_revisions",
    "topic_notices",
    "topic_revisions",
    "topic_settings",
    "topics",
    "town",
    "visit_reminders",
    "weekly_hours",
}
"""Tables about the town, or with nothing but numbers."""

STAFF = {"operator_states", "staff", "staff_absences", "staff_notices", "staff_skills"}
"""About those who work there, as long as they do."""

ENDS = {
    "attendances": "clerks-at-counters",
    "hold_callers": "holds",
    "number_uses": "number-uses",
    "visit_callers": "visit-callers",
    "agreements": "agreements",
    "application_changes": "applications",
    "application_notes": "applications",
    "applications": "applications",
    "audit": "audit",
    "audit_names": "audit-numbers",
    "call_journal": "call-journal",
    "calls": "calls",
    "citizens": "applications",  # by an erasure, whose end waits for the applications
    "consents": "consents",
    "contact_proofs": "contact-proofs",
    "contact_requests": "contact-requests",
    "events": "events",
    "holds": "holds",
    "identity_checks": "identity-checks",
    "message_wishes": "applications",  # by an erasure, as for citizens
    "message_statuses": "message-counts",  # with their message
    "messages": "messages",
    "inbound_messages": "inbound-messages",
    "blocked_recipients": "blocked-recipients",
    "receipts": "message-counts",  # with their message
    "offers": "routing-decisions",
    "pin_counts": "log-in-counts",
    "quiet_hours": "applications",  # by an erasure, as for citizens
    "representations": "representations",
    "rings": "rings",
    "routing_decisions": "routing-decisions",
    "softphones": "softphones",
    "staff_sessions": "sessions",
    "steps": "steps",
    "taken_slots": "holds",
    "visit_parts": "visits",
    "visits": "visits",
    "waitlist_entries": "waiting-list",
    "waitlist_offers": "waiting-list",
}
"""The rule that ends what a table tells of persons."""


def test_every_table_says_how_what_it_tells_of_persons_ends() -> None:
    for part in ("booking", "ivr", "notifier", "operator_console"):
        for file in (ROOT / part).rglob("*.py"):
            if "= Table(" in file.read_text(encoding="utf-8"):
                import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    told = NO_PERSON | STAFF | ENDS.keys()
    missing = set(metadata.tables) - told
    assert missing == set(), "say here, and in the part's rules, how their personal data end"


def test_every_rule_that_a_table_relies_on_is_there() -> None:
    assert set(ENDS.values()) <= {one.kind for one in periods_of(PARTS, {})}


def test_the_officers_page_names_every_kind_and_every_table() -> None:
    page = (ROOT / "docs/privacy.md").read_text(encoding="utf-8")
    names = NO_PERSON | STAFF | ENDS.keys() | {one.kind for one in periods_of(PARTS, {})}
    assert {name for name in names if f"`{name}`" not in page} == set()
