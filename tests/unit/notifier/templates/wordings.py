"""Wordings that somebody might write, and what is wrong with them."""

from booking.api import Language
from notifier.templates import checks
from notifier.templates.checks import Flaw
from notifier.templates.library import Library
from notifier.templates.samples import Sign
from notifier.templates.schema import Spare, Template

LIBRARY = Library()
SIGN = Sign("MěÚ Lípov", "844121314", "www.lipov.example")
BOOKED = LIBRARY.file("visit_booked")


def with_sms(*parts: str | Spare, of: Template = BOOKED) -> Template:
    """The template with these parts in the Czech SMS."""
    assert of.sms is not None
    return of.model_copy(update={"sms": of.sms | {Language.CS: list(parts)}})


def said(text: str) -> Template:
    """The confirmation with one more sentence in the Czech SMS."""
    assert BOOKED.sms is not None
    return with_sms(*BOOKED.sms[Language.CS], text)


def flaws(template: Template, file: Template = BOOKED) -> list[tuple[str, Flaw]]:
    return [(one.place, one.flaw) for one in checks.faults(template, file, SIGN)]
