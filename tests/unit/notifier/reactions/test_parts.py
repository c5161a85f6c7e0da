"""A message about a visit for several things names each, and what to bring for each."""

from dataclasses import replace

from booking.api import Language, VisitBooked, VisitPart, Wording
from notifier.reactions import react
from notifier.reactions.knowledge import VisitKnowledge
from notifier.reactions.parts import all_to_bring, purpose
from notifier.templates.library import Library
from tests.support.messages import KNOWN, LIDICKA, PASSPORT, visit

CARD = replace(
    PASSPORT,
    code="identity-card.new",
    name=Wording("podání žádosti o občanský průkaz", "applying for an identity card", "заява"),
    bring=Wording("Přineste dosavadní občanský průkaz.", "Bring your present card.", "Візьміть."),
)
PARTS = (VisitPart(PASSPORT.code, 2), VisitPart(CARD.code, 1))


def test_each_thing_is_named_with_its_persons() -> None:
    said = purpose(PARTS, [PASSPORT, CARD], Language.CS)
    assert said == (
        "podání žádosti o cestovní pas (počet osob 2), podání žádosti o občanský průkaz",
        1,
    )


def test_one_thing_is_said_as_ever() -> None:
    assert purpose(PARTS[:1], [PASSPORT], Language.EN) == ("applying for a passport", 2)


def test_what_is_to_be_brought_for_several_things_is_said_once() -> None:
    same = replace(CARD, bring=PASSPORT.bring)
    assert all_to_bring([PASSPORT, same], Language.CS) == PASSPORT.bring[Language.CS]
    both = all_to_bring([PASSPORT, CARD], Language.EN)
    assert both == f"{PASSPORT.bring[Language.EN]} Bring your present card."


def test_the_confirmation_of_a_family_names_all() -> None:
    known = replace(KNOWN, of_visit=VisitKnowledge(PASSPORT, LIDICKA, (CARD,)))
    (draft,) = react(visit(VisitBooked, persons=3, parts=PARTS), known, Library())
    assert "cestovni pas (pocet osob 2), podani zadosti o obcansky prukaz." in draft.text
    assert "Prineste dosavadni obcansky prukaz." in draft.text
    assert "pocet osob 3" not in draft.text


def test_an_event_written_before_there_were_parts_has_its_only_one() -> None:
    assert visit(VisitBooked, persons=2).parts == (VisitPart(PASSPORT.code, 2),)
