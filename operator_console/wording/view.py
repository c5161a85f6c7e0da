"""The wording of messages as plain data."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Protocol
from zoneinfo import ZoneInfo

from booking.api import Language
from notifier.api import (
    Encoding,
    Fault,
    Flaw,
    SampleSize,
    Sign,
    Slip,
    Spare,
    Template,
    TemplateSheet,
    TemplateVersion,
    Tried,
    fields_of,
    sample,
)
from operator_console import formats

GROUPS: Mapping[str, str] = {
    "visit": "visits",
    "reminder": "visits",
    "closed": "visits",
    "offer": "visits",
    "wait": "visits",
    "application": "applications",
    "filing": "applications",
    "agreement": "citizens",
    "contact": "citizens",
    "topic": "topics",
    "stale_topic": "office",
    "budget": "office",
    "clerk": "office",
}
REPLIES = "replies"
ORDER = ("visits", "applications", "citizens", "topics", "office", REPLIES, "other")
CHANNELS = ("sms", "email", "calendar")


_WORD = re.compile(r"(?:\{\{.*?\}\}|\{%.*?%\}|[^\s{]+)[^\S\n]*|\s|\{")
"""A word with the space after it; a field and a condition are words."""


class Say(Protocol):
    """Gives a text in the visitor's language."""

    def __call__(self, key: str, **slots: object) -> str: ...


@dataclass(frozen=True, slots=True)
class Names:
    """What messages and fields are called.

    Attributes:
        say: gives the text.
        known: the keys of all texts; what came with an update may have none yet.
    """

    say: Say
    known: Collection[str]

    def message(self, name: str) -> str:
        """'Potvrzení objednávky'."""
        return self._one_of([f"wording.name.{name}"], name.replace("_", " "))

    def recipient(self, name: str) -> str:
        """'objednanému hned po objednání'; empty where nobody has written it down."""
        return self._one_of([f"wording.to.{name}", f"wording.to.{name.partition('_')[0]}"], "")

    def field(self, name: str, *, is_flag: bool) -> str:
        """'kód, šest číslic'."""
        keys = [f"wording.field.{name}"]
        return self._one_of([f"{keys[0]}.flag", *keys] if is_flag else keys, name)

    def _one_of(self, keys: Sequence[str], otherwise: str) -> str:
        return next((self.say(key) for key in keys if key in self.known), otherwise)


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the list.

    Attributes:
        number: of the newest version.
        edited: when and by whom, empty for one that nobody has edited.
        unfit: the newest version cannot be sent; the file is.
    """

    name: str
    title: str
    to: str
    channels: Sequence[str]
    number: int
    edited: str
    unfit: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field that a text may name.

    Attributes:
        needed: 'sms', where each SMS needs it; 'all'; or names of which one is needed; empty
            where it can be left out.
    """

    name: str
    meaning: str
    example: str
    needed: str
    is_flag: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """A fault in words, and the field of the form that it belongs to."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed in a block of a message: `same`, `added` and `removed` pieces."""

    block: str
    pieces: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A version, and what changed with it."""

    number: int
    when: str
    by: str
    note: str
    is_sent: bool
    is_readable: bool
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class TrialSms:
    """An SMS of the preview, in words: its size, price, and what else there is to know."""

    text: str
    facts: Sequence[str]
    warnings: Sequence[str]


def rows(
    sheets: Sequence[TemplateSheet],
    names: Names,
    people: Mapping[str, str],
    when: Moments,
) -> list[tuple[str, list[Row]]]:
    """The messages by group; groups without any are left out."""
    found: dict[str, list[Row]] = {group: [] for group in ORDER}
    for sheet in sheets:
        kind = sheet.file.values
        group = REPLIES if kind.startswith("reply") else GROUPS.get(kind, "other")
        found[group].append(row(sheet, names, people, when))
    return [(group, lines) for group, lines in found.items() if lines]


def row(sheet: TemplateSheet, names: Names, people: Mapping[str, str], when: Moments) -> Row:
    """A message in the list."""
    newest = sheet.newest
    return Row(
        name=sheet.name,
        title=names.message(sheet.name),
        to=names.recipient(sheet.name),
        channels=[one for one in CHANNELS if getattr(sheet.file, one) is not None],
        number=newest.number,
        edited=_edited(newest, people, when, names.say),
        unfit=not newest.fits,
    )


@dataclass(frozen=True, slots=True)
class Moments:
    """Writes instants as the visitor reads them."""

    zone: ZoneInfo
    today: date
    language: Language

    def of(self, version: TemplateVersion) -> str:
        """When it was saved; empty for the file."""
        if version.saved_at is None:
            return ""
        return formats.moment(version.saved_at, self.zone, self.today, self.language)


def field_lines(file: Template, names: Names, sign: Sign, language: Language) -> list[FieldLine]:
    """The fields of a message, in their order, with a usual value."""
    values = fields_of(sample(file.values, SampleSize.USUAL, language, sign))
    needed = {name: "all" for one in file.needed() if len(one) == 1 for name in one}
    for several in (one for one in file.needed() if len(one) > 1):
        needed |= {name: ", ".join(n for n in several if n != name) for name in several}
    if file.sms is not None:
        needed.setdefault("town", "sms")
    return [
        FieldLine(
            name=name,
            meaning=names.field(name, is_flag=isinstance(value, bool)),
            example="" if isinstance(value, bool) else str(value),
            needed=needed.get(name, ""),
            is_flag=isinstance(value, bool),
        )
        for name, value in values.items()
    ]


def wrongs(faults: Sequence[Fault], names: Names, website: str | None) -> list[Wrong]:
    """Faults in words."""
    return [Wrong(one.place, _told(one, names, website)) for one in faults]


def history(
    sheet: TemplateSheet, names: Names, people: Mapping[str, str], when: Moments
) -> list[HistoryLine]:
    """All versions, the newest first, each with what it changed."""
    older = [*sheet.versions[1:], None]
    return [
        HistoryLine(
            number=one.number,
            when=when.of(one),
            by=people.get(one.author, one.author),
            note=one.note,
            is_sent=one is sheet.sent,
            is_readable=one.template is not None,
            differences=[]
            if before is None or before.template is None or one.template is None
            else differences(before.template, one.template, names.say),
        )
        for one, before in zip(sheet.versions, older, strict=True)
    ]


def differences(before: Template, after: Template, say: Say) -> list[Difference]:
    """Block by block, so that a part that was put in does not make all others new."""
    old, new = _blocks(before, say), _blocks(after, say)
    return [
        Difference(block, _pieces(old.get(block, ""), new.get(block, "")))
        for block in {**old, **new}
        if old.get(block, "") != new.get(block, "")
    ]


def trial_sms(tried: Tried, say: Say, language: Language) -> TrialSms | None:
    """The SMS of a preview; None where the message has none."""
    sms = tried.sms
    if sms is None:
        return None
    told = [say("wording.trial.sms.size", n=sms.segments, places=sms.places)]
    if sms.price is not None:
        told.append(say("wording.trial.sms.price", price=_price(sms.price, language)))
    warnings = []
    if sms.folded:
        changes = ", ".join(f"{one} → {other}" for one, other in sms.folded)
        told.append(say("wording.trial.sms.folded", changes=changes))
    if sms.encoding is Encoding.UCS2 and tried.language is Language.UK:
        told.append(say("wording.trial.sms.cyrillic"))
    elif sms.strangers:
        warnings.append(say("wording.trial.sms.strangers", letters=" ".join(sms.strangers)))
    if sms.left_out:
        warnings.append(say("wording.trial.sms.left_out", n=sms.left_out))
    return TrialSms(sms.text, told, warnings)


def _price(hundredths: int, language: Language) -> str:
    amount = f"{hundredths / 100:.2f}"
    return f"CZK {amount}" if language is Language.EN else f"{amount.replace('.', ',')} Kč"


def _edited(version: TemplateVersion, people: Mapping[str, str], when: Moments, say: Say) -> str:
    if version.saved_at is None:
        return ""
    who = people.get(version.author, version.author)
    return say("wording.edited.by", when=when.of(version), who=who)


def _told(fault: Fault, names: Names, website: str | None) -> str:
    if fault.slip is Slip.NOT_CLOSED:
        return names.say("wording.slip.not-closed", found=fault.found, end="{% endif %}")
    if fault.slip is not None:
        return names.say(f"wording.slip.{fault.slip.value}", found=fault.found)
    found = fault.found
    if fault.flaw in {Flaw.FIELD, Flaw.FLAG, Flaw.COMPARED, Flaw.NEEDED}:
        found = " / ".join(f"{{{{ {one} }}}}" for one in re.split(r"[/,] ?", found))
    return names.say(f"wording.flaw.{fault.flaw.value}", found=found, website=website or "–")


def _blocks(template: Template, say: Say) -> dict[str, str]:
    """The texts of a template in a few blocks, by what these are called."""
    found: dict[str, str] = {}

    def put(block: str, language: Language, text: str) -> None:
        name = say(
            "wording.block.in",
            block=say(f"wording.block.{block}"),
            lang=say(f"wording.language.{language.value}").lower(),
        )
        found[name] = text

    for one in Language:
        if template.sms is not None:
            put("sms", one, "\n".join(_part(part, say) for part in template.sms[one]))
        if template.email is not None:
            letter = template.email[one]
            put("subject", one, letter.subject)
            put("heading", one, letter.heading)
            put("lead", one, letter.lead)
            put("facts", one, "\n".join(f"{fact.name}: {fact.value}" for fact in letter.facts))
            put("closing", one, "\n".join(letter.closing))
        if template.calendar is not None:
            put("title", one, template.calendar.title[one])
            put("notes", one, template.calendar.notes[one])
    return found


def _part(part: str | Spare, say: Say) -> str:
    return say("wording.spare", text=part.spare) if isinstance(part, Spare) else part


def _pieces(before: str, after: str) -> list[tuple[str, str]]:
    old, new = _WORD.findall(before), _WORD.findall(after)
    pieces: list[tuple[str, str]] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(("same", "".join(old[a:b])))
            continue
        if a < b:
            pieces.append(("removed", "".join(old[a:b])))
        if c < d:
            pieces.append(("added", "".join(new[c:d])))
    return pieces
