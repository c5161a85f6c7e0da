"""Every text of the console exists in every language, and is used."""

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest

from booking.api import (
    TOPIC_ANSWERS,
    ActingAs,
    BookingChannel,
    ContactKind,
    CounterEntry,
    DocumentKind,
    EndReason,
    FallenWhy,
    FilingChannel,
    FoundBy,
    IdentityMark,
    Language,
    Mandate,
    MessageKind,
    Purpose,
    RebookingState,
    ReleaseReason,
    Role,
    Scope,
    Sign,
    TextFlaw,
    WaitChannel,
    WhyUnreached,
)
from ivr.dialogs.registry import load
from ivr.routing.api import OperatorState
from notifier.api import (
    KINDS,
    ChannelKind,
    Fate,
    Flaw,
    Library,
    MessageState,
    NotAgain,
    SampleSize,
    Slip,
)
from notifier.figures.counters import REASONS as MESSAGE_REASONS
from notifier.outbox.said import Said
from operator_console.access.navigation import Group
from operator_console.access.roles import Room
from operator_console.agreements.view import COLOURS, SPECIFIC
from operator_console.audit.view import REASONS
from operator_console.caller.panel import Identity
from operator_console.caller.sent import OPERATORS
from operator_console.caller.state import Tab
from operator_console.caller.topics import STEPS
from operator_console.citizens import matters
from operator_console.citizens.view import COUNTED, OFFERED
from operator_console.closures.routes import FIELDS
from operator_console.desk.card import WITH_CALL
from operator_console.messages.charts import BANDS
from operator_console.supervisor.line import Alarm
from operator_console.topics.form import FORMS
from operator_console.topics.view import COLOURS as MARKS
from operator_console.wording.routes import TROUBLES as REFUSALS
from operator_console.wording.view import CHANNELS, ORDER
from operator_console.words import FOLDER, Text, Words, WordsError, form

WORDS = Words()

UNNAMED = {"citizen_id", "company"}
"""Fields of the counter's form that nobody writes into."""

PANEL = "".join(
    path.read_text(encoding="utf-8") for path in sorted((FOLDER / "caller").glob("*.py"))
)
TROUBLES = {
    *("few_marks", "service", "persons", "phone", "landline", "no_sms", "email"),
    *("code", "unknown_code", "reason"),
}

MESSAGES = set(Library().names())

FAMILIES = {
    "room.": {room.value for room in Room},
    "group.": {group.value for group in Group},
    "role.": {role.value for role in Role},
    "language.": {"cs", "en"},
    "clerk.language.": {language.value for language in Language},
    "desk.language.": {language.value for language in Language},
    "desk.state.": {state.value for state in OperatorState},
    "desk.keyed.": {"slot", "persons", "code", "number", "filed", "phone"},
    "desk.phase.": {state.value for state in WITH_CALL},
    "desk.place.": {"main", *load().arguments()},
    "agreements.phase.": set(COLOURS),
    "agreements.document.": {kind.value for kind in DocumentKind},
    "agreements.acting_as.": {capacity.value for capacity in ActingAs},
    "agreements.language.": {language.value for language in Language},
    "agreements.reason.": {reason.value for reason in EndReason},
    "agreements.fault.": {"missing", "malformed", "long", "future", "young", "old", *SPECIFIC},
    "agreements.field.": {field.name for field in fields(CounterEntry)} - UNNAMED | {"reason"},
    "closures.state.": {state.value for state in RebookingState},
    "closures.foreseen.": {"moved", "offered", "unreached"},
    "closures.why.": {why.value for why in WhyUnreached},
    "closures.fault.": FIELDS,
    "waitlist.channel.": {channel.value for channel in WaitChannel},
    "caller.tab.": {tab.value for tab in Tab},
    "caller.identity.": {identity.value for identity in Identity},
    "caller.question.": {mark.value for mark in IdentityMark},
    "caller.mark.": {mark.value for mark in IdentityMark},
    "caller.by.": {by.value for by in FoundBy} - {"name"},
    "caller.to.phone.": {"mobile", "landline", "hidden", "none"},
    "caller.visit.of.": {"phone", "citizen", "code"},
    "caller.ready.": {"ready", "not-ready"},
    "caller.stands.": {*(one.value for one in Fate), "held", OPERATORS},
    "caller.step.": set(STEPS),
    "caller.limit.": {
        *("number_visits", "number_bookings_day", "citizen_visits"),
        *("citizen_service_day", "no_shows", "ask", "reason", "reason.hint", "anyway"),
    },
    "caller.trouble.": TROUBLES,
    "caller.said.": set(re.findall(r'Told\(\s*said="([\w-]+)"', PANEL)),
    "supervisor.alarm.": {alarm.value for alarm in Alarm},
    "supervisor.fallen_why.": {why.value for why in FallenWhy},
    "no_shows.channel.": {channel.value for channel in BookingChannel},
    "phone.state.": {
        *("off", "asking", "registering", "ready", "ringing"),
        *("talking", "held", "lost", "elsewhere"),
    },
    "phone.advice.": {"refused", "none", "busy", "insecure", "elsewhere", "mute", "blocked"},
    "admin.day.": {str(day) for day in range(7)},
    "audit.why.": set(REASONS.values()),
    # from the sources of all parts: test_audit_words.py
    **{f"audit.{family}.": set[str]() for family in ("did", "record", "detail", "who")},
    "topics.answer.": {"title", *TOPIC_ANSWERS},
    "topics.flaw.": {flaw.value for flaw in TextFlaw},
    "topics.form.": set(FORMS),
    "topics.mark.": set(MARKS),
    "topics.why.": {"file", "edited", "checked", "restored"},
    "counter.now.": {"called", "served"},
    "counter.undo.": {"called", "served", "arrived", "one", "done.one"},
    "counter.ended.": {"finished", "missed"},
    "counter.trouble.": {
        *("nobody", "quicker", "busy", "gone", "early", "late", "code", "unknown"),
    },
    "clerk.channel.": {channel.value for channel in FilingChannel},
    "clerk.odd.": {"backwards", "far"},
    "clerk.group.": {"under-way", "late", "all"},
    "clerk.deadline.": {"late", "due", "soon"},
    "locks.reason.": {one.value for one in ReleaseReason},
    "locks.kind.": {"agreement", "caller"},
    "citizens.new.": {one.value for one in ContactKind},
    "citizens.send_code.": {one.value for one in ContactKind},
    "citizens.kind.": {one.value for one in MessageKind},
    "citizens.way.": {one.value for one in OFFERED},
    "citizens.consent.": {"given", "not_given", "give", "withdraw"},
    "citizens.purpose.": {one.value for one in Purpose},
    "citizens.scope.": {one.value for one in Scope},
    "citizens.mandate.": {one.value for one in Mandate},
    "citizens.sign.": {one.value for one in Sign},
    "citizens.count.": set(COUNTED),
    "citizens.trouble.": {
        *matters.TROUBLES.values(),
        *("email", "gone", "mandate", "code_incomplete", "code_wrong", "code_over"),
        *("choose", "agreement", "kind"),
    },
    "messages.channel.": {one.value for one in ChannelKind},
    "messages.fate.": {one.value for one in Fate},
    "messages.state.": {one.value for one in MessageState},
    "messages.said.": {one.value for one in Said},
    "messages.reason.": set(MESSAGE_REASONS),
    "messages.provider.": {"twilio", "kannel", "smtp", "ring", "desk"},
    "messages.command.": {
        *(
            "none",
            "help",
            "application",
            "book",
            "visit",
            "visits",
            "cancel",
            "change",
            "yes",
            "no",
        ),
        *("stop", "start", "call-me", "topic", "ready-date", "wait", "leave"),
    },
    "messages.band.": {name for name, _ in BANDS},
    "messages.by.": {"channel", "template", "provider"},
    "messages.fact.": {
        *("template", "about", "happened", "written", "sent", "delivered"),
        *("provider", "reference", "attempts", "segments", "price", "language"),
    },
    "messages.not_again.": {one.value for one in NotAgain},
    "messages.told.who.": {"hint", "who", "nobody"},
    "wording.name.": MESSAGES,
    "wording.to.": {"reply", *(name for name in MESSAGES if not name.startswith("reply_"))},
    "wording.group.": set(ORDER),
    "wording.channel.": set(CHANNELS),
    "wording.language.": {one.value for one in Language},
    "wording.field.": {one.name for kind in KINDS.values() for one in fields(kind)},
    "wording.flaw.": {one.value for one in Flaw} - {"grammar"},
    "wording.slip.": {one.value for one in Slip},
    "wording.sample.": {one.value for one in SampleSize},
    "wording.trouble.": {"faults", "restore", *REFUSALS},
    "wording.block.": {"sms", "subject", "heading", "lead", "facts", "closing", "title", "notes"},
    "wording.place.": {"subject", "heading", "lead", "facts", "closing", "title", "notes"},
}
"""Keys that are put together from a value."""


def sources() -> str:
    files = [*FOLDER.rglob("*.py"), *FOLDER.rglob("*.j2")]
    return "\n".join(Path(file).read_text(encoding="utf-8") for file in files)


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def slots(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_key_that_is_written_in_a_template_has_a_text() -> None:
    written = re.findall(r"""\bt\(["']([^"'~]+)["'][,)]""", sources())
    assert written
    assert {key for key in written if key not in WORDS.texts} == set()


@pytest.mark.parametrize(("family", "values"), FAMILIES.items())
def test_every_value_of_a_family_has_a_text(family: str, values: set[str]) -> None:
    assert {value for value in values if f"{family}{value}" not in WORDS.texts} == set()


def test_every_text_is_used() -> None:
    text = sources()
    whole = {key for key in WORDS.texts if f'"{key}"' in text or f"'{key}'" in text}
    families = {key for key in WORDS.texts for family in FAMILIES if key.startswith(family)}
    said = {key for key in WORDS.texts if f'said="{key.removeprefix("said.")}"' in text}
    chosen = {key for key in WORDS.texts if f'"{key.removeprefix("said.")}"' in text}
    details = {key for key in WORDS.texts if key.endswith(".do")}
    assert set(WORDS.texts) - whole - families - said - chosen - details == set()


@pytest.mark.parametrize("key", WORDS.texts)
def test_a_text_has_the_same_slots_in_every_language_and_form(key: str) -> None:
    texts = WORDS.texts[key]
    found = {frozenset(slots(one) - {"n"}) for text in texts.values() for one in forms(text)}
    assert len(found) == 1


@pytest.mark.parametrize(
    ("language", "n", "said"),
    [
        (Language.CS, 1, "1 návštěva"),
        (Language.CS, 2, "2 návštěvy"),
        (Language.CS, 4, "4 návštěvy"),
        (Language.CS, 5, "5 návštěv"),
        (Language.CS, 0, "0 návštěv"),
        (Language.CS, 22, "22 návštěv"),
        (Language.EN, 1, "1 visit"),
        (Language.EN, 2, "2 visits"),
    ],
)
def test_nouns_follow_their_number(language: Language, n: int, said: str) -> None:
    assert WORDS.say(language, "visits.count", n=n) == said


def test_english_has_no_form_for_a_few() -> None:
    assert form(Language.EN, 3) == "many"


def test_a_text_that_is_not_there_is_an_error() -> None:
    with pytest.raises(WordsError, match=r"there is no text 'nowhere\.to'"):
        WORDS.say(Language.CS, "nowhere.to")


def test_a_text_without_english_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text("title: {cs: Nadpis}", encoding="utf-8")
    with pytest.raises(WordsError, match="title: a text in each of cs, en is needed"):
        Words(tmp_path)
