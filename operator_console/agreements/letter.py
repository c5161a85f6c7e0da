"""The letter with login, PIN and password, as PDF. It is made in memory and written nowhere."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from babel.dates import format_date
from fpdf import FPDF, ViewerPreferences, XPos, YPos

from booking.api import AgreementLetter, Citizen, Language, Town
from operator_console import formats
from operator_console.desk.view import sentence

FONTS = Path("/usr/share/fonts/truetype/dejavu")
"""Debian's fonts-dejavu-core: free, on nearly every machine, with Czech and Cyrillic letters."""

_FAMILY = "DejaVu"
_CLINGING = re.compile(r"((?<!\w)\w|\d\.) (?=\w)")
"""Words of one letter, and a day before its month, end no line in Czech and Ukrainian print."""

_LEFT, _RIGHT = 20.0, 20.0
"""Margins in millimetres."""

# A4 folded in three in a DL envelope (220 × 110 mm) with its window on the right: 90 × 35 to 45 mm,
# 20 mm from the right, 15 to 20 from the bottom. The sheet has 10 mm of play to each side and 11 up
# and down, so the window shows something of 100-200 × 44-95 mm of the sheet, and for certain
# 110-190 × 55-79 mm. The first holds nothing but the address, the second holds all of it.
_ADDRESS = (112.0, 56.5, 78.0)
_ADDRESS_SIZE, _ADDRESS_LINE = 11.0, 5.2
_SENDER_WIDTH = 72.0
_FOLDS = (99.0, 198.0)
_BODY = 104.0
"""Secrets stand below the first fold: inside of the folded sheet."""

# whatever a name is made of, it does not belong into a log
logging.getLogger("fpdf").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class NotDrawn(Exception):
    """The letter could not be drawn; nothing has changed. Is fonts-dejavu-core installed?"""


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Of type in points, and of a line for one point of type in millimetres."""

    text: float
    head: float
    secret: float
    line: float = 0.47


_USUAL = _Sizes(11.0, 12.5, 17.0)
"""DejaVu is a large face: 11 points of it read like 12 of others."""

_LARGE = _Sizes(17.0, 19.0, 24.0, 0.45)
"""Large print begins at 16 points."""


def draw(
    letter: AgreementLetter,
    town: Town,
    concluded: datetime,
    printed: datetime,
    fonts: Path = FONTS,
) -> bytes:
    """The letter as PDF.

    Args:
        letter: what it tells.
        town: who writes it.
        concluded: when the agreement was concluded, on the town's wall clock.
        printed: now, on the town's wall clock.
        fonts: the folder of the fonts.

    Raises:
        NotDrawn: it cannot be drawn on this machine. The reason names no more than its kind, for
            a library's message may quote what was to be written.
    """
    try:
        return _draw(letter, town, concluded, printed, fonts)
    except Exception as error:  # noqa: BLE001  whatever it is, its words must not reach a log
        raise NotDrawn(type(error).__name__) from None


def _draw(
    letter: AgreementLetter, town: Town, concluded: datetime, printed: datetime, fonts: Path
) -> bytes:
    citizen = letter.citizen
    sheet = _Sheet(citizen.language, _LARGE if citizen.large_print else _USUAL, printed, fonts)
    words = _words(citizen.language, town, concluded, printed)
    sheet.set_title(f"{words['title']} – {words['office']}")
    sheet.set_author(words["office"])
    sheet.sender([words["office"], words["line"], town.website or ""])
    sheet.address(address(citizen))
    sheet.opening(words["place"], words["title"])
    sheet.paragraph(f"{words['greeting']} {words['about']}")
    sheet.secrets(
        [
            (words["login"], grouped(letter.login.reveal(), 4)),
            (words["pin"], grouped(letter.pin.reveal(), 3)),
            (words["password"], letter.password.reveal()),
        ]
    )
    sheet.boxed(words["secret"], words["secret_text"])
    sheet.heading(words["how"])
    sheet.steps(words["steps"])
    sheet.paragraph(f"{words['tries']} {words['web'] if town.website else ''}")
    sheet.heading(words["lost"])
    sheet.paragraph(f"{words['lost_text']} {words['keep']}")
    return bytes(sheet.output())


def address(citizen: Citizen) -> list[str]:
    """The lines in the envelope's window; what is not known is left out."""
    place = " ".join(part for part in (citizen.postcode, citizen.town) if part)
    return [line for line in (citizen.name, citizen.street, place) if line]


def grouped(digits: str, size: int) -> str:
    """'4720 1533': as one keys them."""
    return " ".join(digits[at : at + size] for at in range(0, len(digits), size))


@cache
def _texts() -> dict[str, dict[str, Any]]:
    path = Path(__file__).with_name("letter.yaml")
    texts: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def _words(
    language: Language, town: Town, concluded: datetime, printed: datetime
) -> dict[str, Any]:
    slots = {
        "town": town.name[language],
        "genitive": town.genitive[language],
        "where": sentence((town.locative or town.name)[language]),
        "number": formats.phone(f"+420{town.number}"),
        "website": town.website or "",
        "day": _day(printed, language),
        "concluded": _day(concluded, language),
    }

    def filled(text: str) -> str:
        return _CLINGING.sub("\\1\N{NO-BREAK SPACE}", text.format(**slots))

    return {
        key: filled(text) if isinstance(text, str) else [filled(one) for one in text]
        for key, text in _texts()[language.value].items()
    }


def _day(moment: datetime, language: Language) -> str:
    return format_date(moment.date(), "long", locale=language.value)


class _Sheet(FPDF):
    """An A4 sheet of the town hall."""

    def __init__(self, language: Language, sizes: _Sizes, printed: datetime, fonts: Path) -> None:
        super().__init__()
        self._sizes = sizes
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font(_FAMILY, style, fonts / file)
        self.set_lang(language.value)
        self.set_producer("Linka")
        self.set_creation_date(printed)
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(_LEFT, 18, _RIGHT)
        self.c_margin = 0.0
        self.set_auto_page_break(auto=True, margin=15)
        self.add_page()

    def sender(self, lines: list[str]) -> None:
        """Left of the window."""
        self.set_y(20)
        for place, line in enumerate(line for line in lines if line):
            self._font(bold=place == 0, size=_ADDRESS_SIZE if place == 0 else 9.5)
            self._lines(line, 5, width=_SENDER_WIDTH)

    def address(self, lines: list[str]) -> None:
        """In the window."""
        left, top, width = _ADDRESS
        self._font(size=_ADDRESS_SIZE)
        self.set_y(top)
        for line in lines:
            self._fit(line, width)
            self.set_x(left)
            self.cell(width, _ADDRESS_LINE, line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_draw_color(170)
        for fold in _FOLDS:
            self.line(4, fold, 9, fold)

    def opening(self, place: str, title: str) -> None:
        """Where the inside of the folded sheet begins."""
        self.set_y(_BODY)
        self._font(size=min(self._sizes.text, 12))
        self.cell(0, 5, place, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)
        self._font(bold=True, size=self._sizes.head + 3)
        self._lines(title, (self._sizes.head + 3) * self._sizes.line)
        self.ln(1.5)

    def heading(self, text: str) -> None:
        """Above a paragraph, and never left alone at the end of a page."""
        line = self._sizes.head * self._sizes.line
        if self.will_page_break(4 * line):
            self.add_page()
        self.ln(1.5)
        self._font(bold=True, size=self._sizes.head)
        self._lines(text, line)
        self.ln(0.5)

    def paragraph(self, text: str) -> None:
        """Running text."""
        self._font(size=self._sizes.text)
        self._lines(text.strip(), self._sizes.text * self._sizes.line)
        self.ln(1.5)

    def steps(self, texts: list[str]) -> None:
        """What to do, one after the other."""
        self._font(size=self._sizes.text)
        indent = self._sizes.text * 0.7
        for number, text in enumerate(texts, 1):
            self.cell(indent, self._sizes.text * self._sizes.line, f"{number}.")
            self._lines(text, self._sizes.text * self._sizes.line, left=_LEFT + indent)
        self.ln(1.5)

    def secrets(self, pairs: list[tuple[str, str]]) -> None:
        """What is keyed, large, and with what it is called on the line."""
        height = self._sizes.secret * 0.5
        half = (self.w - _LEFT - _RIGHT) * 0.42
        self.ln(0.5)
        for name, value in pairs:
            self._font(size=self._sizes.text)
            self._fit(name, half)
            self.cell(half, height, name)
            self._font(bold=True, size=self._sizes.secret)
            self._fit(value, self.w - _LEFT - _RIGHT - half)
            self.cell(0, height, value, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(2)

    def boxed(self, head: str, text: str) -> None:
        """What matters most, in a frame."""
        pad, top = 3.0, self.get_y()
        width, line = self.w - _LEFT - _RIGHT - 2 * pad, self._sizes.text * self._sizes.line
        self._font(size=self._sizes.text)
        rows = cast(
            "list[str]",  # what it gives with output="LINES"
            self.multi_cell(width, line, text, align="L", dry_run=True, output="LINES"),
        )
        head_line = self._sizes.head * self._sizes.line
        height = head_line + len(rows) * line + 2 * pad
        if self.will_page_break(height):
            self.add_page()
            top = self.get_y()
        self.set_draw_color(0)
        self.set_line_width(0.5)
        self.rect(_LEFT, top, self.w - _LEFT - _RIGHT, height)
        self.set_line_width(0.2)
        self.set_y(top + pad)
        self._font(bold=True, size=self._sizes.head)
        self._lines(head, head_line, left=_LEFT + pad, width=width)
        self._font(size=self._sizes.text)
        self._lines(text, line, left=_LEFT + pad, width=width)
        self.set_y(top + height)
        self.ln(2)

    def _font(self, *, size: float, bold: bool = False) -> None:
        self.set_font(_FAMILY, "B" if bold else "", size)

    def _fit(self, text: str, width: float) -> None:
        """Make the type smaller where a long name would not fit."""
        while self.get_string_width(text) > width - 2 and self.font_size_pt > 6:
            self.set_font_size(self.font_size_pt - 0.5)

    def _lines(self, text: str, height: float, *, left: float = _LEFT, width: float = 0) -> None:
        self.set_x(left)
        self.multi_cell(width, height, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
