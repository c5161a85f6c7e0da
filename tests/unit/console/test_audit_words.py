"""Whatever can stand in the audit has Czech words; found in the sources of all parts."""

import ast
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from booking.agreements.checking import PASSWORD, PIN
from booking.api import AuditEntry, Language
from booking.ground.clock import PRAGUE
from booking.rings.model import RingReopened, RingSettled
from booking.topics.revisions import Why
from ivr.routing.api import CHOSEN_STATES
from operator_console.audit import view
from operator_console.words import Words

ROOT = Path(__file__).parents[3]
PARTS = ("booking", "ivr", "notifier", "operator_console", "cli")
WORDS = Words()

MADE = {
    "LOOKED": {"looked"},
    "f'topic-{why.value}'": {f"topic-{why.value}" for why in Why},
    "f'visit-{did}'": {
        *("visit-checked-in", "visit-served", "visit-finished", "visit-not-there"),
        "visit-corrected",
    },
    "happened.kind.replace('_', '-')": {
        one.kind.replace("_", "-") for one in (RingSettled, RingReopened)
    },
    "f'rebooking-{state.value}'": {
        f"rebooking-{state}"
        for state in (
            *("open", "moved", "offered", "accepted", "rebooked", "cancelled"),
            *("unreached", "rung", "settled", "withdrawn", "over"),
        )
    },
    "kept.changed": {kept.changed for kept in (PIN, PASSWORD)},
    "kept.refused": {kept.refused for kept in (PIN, PASSWORD)},
    "said": {f"operator-{state.value}" for state in CHOSEN_STATES},
}
"""Actions that are put together from a value, by the expression that does it."""


def calls(name: str) -> Iterator[ast.Call]:
    for part in PARTS:
        for path in (ROOT / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.Call(func=ast.Attribute(attr=called)) if called == name:
                        yield node


def texts(node: ast.expr) -> set[str]:
    """What an expression can be; of a formatted text its beginning."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp(body=body, orelse=orelse):
            return texts(body) | texts(orelse)
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return {text}
        case _:
            return set()


def written(place: int) -> list[ast.expr]:
    return [one.args[place] for one in calls("audit") if len(one.args) >= 3]


def test_every_action_that_is_written_down_has_words() -> None:
    found: set[str] = set()
    for node in written(1):
        if isinstance(node, ast.Constant | ast.IfExp):
            found |= texts(node)
        else:
            found |= MADE[ast.unparse(node)]
    assert len(found) > 70
    assert {one for one in found if f"audit.did.{one}" not in WORDS.texts} == set()


def test_every_kind_of_record_has_a_word() -> None:
    looked = [one.args[0] for one in calls("looks_at") if one.args]
    kinds = {text.partition(":")[0] for node in [*written(2), *looked] for text in texts(node)}
    assert len(kinds) > 15
    assert {one for one in kinds if f"audit.record.{one}" not in WORDS.texts} == set()


def test_every_name_of_a_detail_has_a_word() -> None:
    names = {one.arg for call in calls("audit") if len(call.args) >= 3 for one in call.keywords}
    assert {one for one in names if one and f"audit.detail.{one}" not in WORDS.texts} == set()


def test_whoever_did_it_without_a_username_has_a_word() -> None:
    known = {text for node in written(0) for text in texts(node)}
    known |= {"phone", "operator", "web", "walk-in", "outside"}  # a visit's channels
    assert {one for one in known if f"audit.who.{one}" not in WORDS.texts} == set()


def test_every_reason_for_a_look_has_words() -> None:
    found = {text for one in calls("looks_at") if len(one.args) > 1 for text in texts(one.args[1])}
    assert len(found) > 15
    assert {one for one in found if view.reason_of(one) is None} == set()
    assert {one for one in view.REASONS.values() if f"audit.why.{one}" not in WORDS.texts} == set()


@pytest.mark.parametrize("language", [Language.CS, Language.EN])
def test_a_line_without_words_is_shown_as_it_is(language: Language) -> None:
    entry = AuditEntry(1, datetime(2026, 1, 2, tzinfo=UTC), "x", "y", "z:1", {"a": "b"})

    def say(key: str, **slots: object) -> str:
        return WORDS.say(language, key, **slots)

    row = view.row(entry, say, WORDS.texts, PRAGUE, entry.at.date(), language)
    assert (row.who, row.did, row.about, row.details) == ("x", "y", "z 1", [("a", "b")])


def test_a_look_is_told_in_czech() -> None:
    details = {"reason": "the caller's panel: citizen, call-7"}
    entry = AuditEntry(1, datetime(2026, 1, 2, tzinfo=UTC), "phone", "looked", "visit:7", details)

    def say(key: str, **slots: object) -> str:
        return WORDS.say(Language.CS, key, **slots)

    row = view.row(entry, say, WORDS.texts, PRAGUE, entry.at.date(), Language.CS)
    assert (row.who, row.did, row.about) == ("volající automatu", "nahlédnutí", "návštěva 7")
    assert row.details == [("důvod", "panel volajícího")]
    assert "the caller's panel: citizen, call-7" in row.raw
