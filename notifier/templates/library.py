"""All templates: the files that ship, and over them what the town has edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import structlog
import yaml
from pydantic import ValidationError

from booking.api import Database, Language
from notifier.errors import TemplateError
from notifier.templates import checks, store, written
from notifier.templates.bodies import read
from notifier.templates.calendar import Words
from notifier.templates.schema import Template
from notifier.templates.values import Values, fields_of
from notifier.templates.written import Mail

TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Edition:
    """What is sent by.

    Attributes:
        version: 1 is the file that ships.
    """

    template: Template
    version: int


class Library:
    """All templates of one folder, with what the town has edited since the last `refresh`.

    Raises:
        TemplateError: a file cannot be read, names an unknown field or lacks a language.
    """

    def __init__(self, folder: Path = TEXTS) -> None:
        self._files = {path.stem: _file(path) for path in sorted(folder.glob("*.yaml"))}
        self._edited: dict[str, Edition] = {}
        self._seen = (0, 0)
        self._log = structlog.get_logger("notifier")

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def names(self) -> list[str]:
        """All templates."""
        return list(self._files)

    async def refresh(self, database: Database) -> None:
        """Take in what has been edited; one small look while nothing has.

        Whoever writes messages calls this once a turn, not for each message.

        Raises:
            Unavailable: the database is away.
        """
        if await database.read(store.state) == self._seen:
            return
        seen, revisions = await database.read(lambda tx: (store.state(tx), store.heads(tx)))
        self._edited = {}
        for one in revisions:
            file = self._files.get(one.name)
            template = None if file is None else read(one.body, file)
            if template is None:
                self._log.warning(
                    "an edited template does not fit this version of Linka; its file is used",
                    template=one.name,
                    version=one.version,
                )
            else:
                self._edited[one.name] = Edition(template, one.version)
        self._seen = seen

    def edition(self, name: str) -> Edition:
        """The template as it is sent by, with its version.

        Raises:
            TemplateError: there is none.
        """
        return self._edited.get(name) or Edition(self.file(name), 1)

    def file(self, name: str) -> Template:
        """The template as it ships.

        Raises:
            TemplateError: there is none.
        """
        if name not in self._files:
            raise TemplateError(f"there is no template {name!r}")
        return self._files[name]

    def template(self, name: str) -> Template:
        """The template with this name, as it is sent by.

        Raises:
            TemplateError: there is none.
        """
        return self.edition(name).template

    def version(self, name: str) -> int:
        """Which version that is; each message keeps it.

        Raises:
            TemplateError: there is none.
        """
        return self.edition(name).version

    def sms(self, name: str, language: Language, values: Values) -> str:
        """The text of an SMS, in the GSM alphabet where the language allows.

        Raises:
            TemplateError: the template has no SMS.
        """
        template = self.template(name)
        if template.sms is None:
            raise TemplateError(f"{name}: it has no SMS")
        text, _ = written.fitting(written.parts(template, language, written.filler(values)))
        return text

    def mail(self, name: str, language: Language, values: Values) -> Mail:
        """The e-mail.

        Raises:
            TemplateError: the template has no e-mail.
        """
        texts = self.template(name).email
        if texts is None:
            raise TemplateError(f"{name}: it has no e-mail")
        town = str(fields_of(values)["town"])
        return written.mail(texts[language], language, written.filler(values), town)

    def calendar(self, name: str, language: Language, values: Values) -> Words | None:
        """The words of the entry for the calendar, None where there is no entry."""
        return written.calendar(self.template(name), language, written.filler(values))


def _file(path: Path) -> Template:
    try:
        template = Template.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise TemplateError(f"{path.name}: {error}") from error
    for fault in checks.misnamed(template):
        what = "no such field" if fault.flaw is checks.Flaw.FIELD else fault.flaw.value
        raise TemplateError(f"{path.name}: {fault.place}: {what}: {fault.found}")
    return template
