"""Looks after the wording of messages: what is sent by, changes, history, trials."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from booking.api import Backend, Language, NotFound, Refused, Topic, Transaction, topic_message
from notifier.errors import NotifierError
from notifier.outbox.model import ChannelKind
from notifier.outbox.tables import messages
from notifier.reactions.people import topic_values
from notifier.templates import bodies, checks, store
from notifier.templates.checks import Fault
from notifier.templates.gsm import SmsSize, size
from notifier.templates.library import Library
from notifier.templates.samples import SampleSize, Sign
from notifier.templates.schema import Template
from notifier.templates.trying import Tried, tried

LONGEST_NOTE = 200
LONGEST_KEY = 190
SOMEBODY = "+420777000000"
"""A recipient's number is needed to write a message; nothing is sent to it."""
LATEST_PRICES = 200
"""Messages that are looked at for what one costs."""


class WrongWording(NotifierError):
    """The wording cannot be sent; nothing was kept.

    Attributes:
        faults: all that is wrong, each with its place.
    """

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{one.place}: {one.flaw.value}" for one in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class TemplateVersion:
    """A template as it was at a time.

    Attributes:
        number: 1 is the file that ships.
        template: None where the kept text is no template of this version of Linka.
        fits: messages can be sent by it.
        note: why it was changed; empty for the file, as the two below.
        author: the username.
        saved_at: when.
    """

    number: int
    template: Template | None
    fits: bool
    note: str = ""
    author: str = ""
    saved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """A template and its versions.

    Attributes:
        name: 'visit_booked'.
        file: as it ships; its fields, channels and needs hold for all versions.
        versions: the newest first; the last is the file.
    """

    name: str
    file: Template
    versions: tuple[TemplateVersion, ...]

    @property
    def newest(self) -> TemplateVersion:
        """What was saved last, fitting or not; whoever edits names its number."""
        return self.versions[0]

    @property
    def sent(self) -> TemplateVersion:
        """What messages are written by: the newest if it fits, else the file."""
        return self.newest if self.newest.fits else self.versions[-1]


class TemplateEditing:
    """For those who look after wording. Every change names the version that it was made from.

    Args:
        backend: the database and the town.
        library: the templates; those that ship by default.
    """

    def __init__(self, backend: Backend, library: Library | None = None) -> None:
        self._backend = backend
        self._database = backend.database
        self._library = library or Library()

    async def sheets(self) -> list[TemplateSheet]:
        """All templates, without their history: the newest version, and the file."""
        heads = {one.name: one for one in await self._database.read(store.heads)}
        return [
            self._sheet(name, [heads[name]] if name in heads else [])
            for name in self._library.names()
        ]

    async def sheet(self, name: str) -> TemplateSheet:
        """One template with all its versions.

        Raises:
            NotFound: there is none with this name.
        """
        self._file(name)
        return self._sheet(name, await self._database.read(lambda tx: store.of(tx, name)))

    async def sign(self) -> Sign:
        """How the town signs its messages."""
        town = await self._backend.catalogue.town()
        return Sign(town.sms_signature, town.number, town.website)

    async def check(self, name: str, texts: Template) -> list[Fault]:
        """What is wrong with a wording.

        Raises:
            NotFound: there is no template with this name.
        """
        return checks.faults(texts, self._file(name), await self.sign())

    async def trial(self, texts: Template, which: SampleSize) -> list[Tried]:
        """The messages that a wording makes with sample values, in each language."""
        sign, price = await self.sign(), await self._database.read(_price)
        return [tried(texts, language, which, sign, price) for language in Language]

    async def save(
        self, name: str, texts: Template, *, seen: int, note: str, by: str, key: str | None = None
    ) -> int:
        """Send by this wording from now on; the number of the version.

        Args:
            name: the template's.
            texts: SMS, letter and calendar; all else stays the file's.
            seen: the version that was edited.
            note: why, for the history.
            by: whose work it is.
            key: the command's key.

        Raises:
            NotFound: there is no such template.
            WrongWording: it cannot be sent.
            Refused: 'note' is missing or too long, 'version': somebody else has saved one
                meanwhile, 'texts': nothing was changed.
        """
        if found := await self.check(name, texts):
            raise WrongWording(found)
        file = self._file(name)

        def newest_of(sheet: TemplateSheet) -> Template:
            wanted = bodies.edited(file, texts)
            if sheet.newest.template == wanted:
                raise Refused("texts", "nothing was changed")
            return wanted

        return await self._kept(name, newest_of, seen, note, by, key)

    async def restore(
        self, name: str, number: int, *, seen: int, note: str, by: str, key: str | None = None
    ) -> int:
        """Send by an older version again, as a new one; its number.

        Raises:
            NotFound: there is no such template or version.
            WrongWording: it could be sent then, but cannot be now.
            Refused: as `save`.
        """
        old = _of_number(await self.sheet(name), number)
        if old.template is None:
            raise Refused("number", "it is no template any more")
        if found := await self.check(name, old.template):
            raise WrongWording(found)
        wanted = old.template
        return await self._kept(name, lambda _: wanted, seen, note, by, key, number)

    async def topic_sms(self, topic: Topic, language: Language) -> tuple[str, SmsSize]:
        """The SMS that somebody gets who asks for this topic, and what it takes."""
        await self._library.refresh(self._database)
        town = await self._backend.catalogue.town()
        event = topic_message(topic, SOMEBODY, language)
        values = topic_values(event, town.sms_signature, town.number)
        text = self._library.sms("topic", language, values)
        return text, size(text)

    async def _kept(
        self,
        name: str,
        make: Callable[[TemplateSheet], Template],
        seen: int,
        note: str,
        by: str,
        key: str | None,
        restored: int | None = None,
    ) -> int:
        why = " ".join(note.split())
        if not why or len(why) > LONGEST_NOTE or not why.isprintable():
            raise Refused("note", f"1 to {LONGEST_NOTE} characters")
        if key is not None and (len(key) > LONGEST_KEY or not key.isprintable()):
            raise Refused("key", f"at most {LONGEST_KEY} characters")

        def act(tx: Transaction) -> int:
            tx.lock(f"template:{name}")
            sheet = self._sheet(name, store.of(tx, name))
            if sheet.newest.number != seen:
                raise Refused("version", "somebody else has saved one meanwhile")
            number = seen + 1
            store.add(tx, name, number, bodies.body(make(sheet)), why, by)
            about = f"template:{name}"
            if restored is None:
                tx.audit(by, "template-changed", about, version=number)
            else:
                tx.audit(by, "template-restored", about, version=number, restored=restored)
            return number

        return await self._database.once(key, act, int)

    def _file(self, name: str) -> Template:
        if name not in self._library:
            raise NotFound
        return self._library.file(name)

    def _sheet(self, name: str, revisions: list[store.Revision]) -> TemplateSheet:
        file = self._file(name)
        versions = [_version(one, file) for one in revisions]
        return TemplateSheet(name, file, (*versions, TemplateVersion(1, file, fits=True)))


def _version(revision: store.Revision, file: Template) -> TemplateVersion:
    content = bodies.content(revision.body)
    template = None if content is None else bodies.edited(file, content)
    return TemplateVersion(
        revision.version,
        template,
        fits=bodies.read(revision.body, file) is not None,
        note=revision.note,
        author=revision.author,
        saved_at=revision.saved_at,
    )


def _of_number(sheet: TemplateSheet, number: int) -> TemplateVersion:
    found = next((one for one in sheet.versions if one.number == number), None)
    if found is None:
        raise NotFound
    return found


def _price(tx: Transaction) -> int | None:
    """What a segment has cost lately."""
    latest = (
        select(messages.c.price, messages.c.segments, messages.c.id)
        .where(messages.c.channel == ChannelKind.SMS.value)
        .order_by(messages.c.id.desc())
        .limit(LATEST_PRICES)
        .subquery()
    )
    row = tx.one(
        select(latest).where(latest.c.price.is_not(None)).order_by(latest.c.id.desc()).limit(1)
    )
    return None if row is None else round(row.price / max(1, row.segments))
