"""Filing an application here: number, deadline, code of the receipt."""

from __future__ import annotations

from booking.applications import desk, kinds, store
from booking.applications.deadlines import Deadline, deadline_of
from booking.applications.events import ApplicationFiled, ReceiptMessageAsked
from booking.applications.model import Application, ApplicationChange, Channel, Filing
from booking.applications.receipts import Receipt, fresh_code
from booking.applications.rules import LAST_NUMBER
from booking.catalogue.service import Directories
from booking.citizens import store as citizen_store
from booking.citizens.rules import checked_phone
from booking.errors import NotFound, Refused
from booking.ground.transaction import Transaction
from booking.language import Language
from booking.visits import uses
from booking.visits.limits import Limit

LONGEST_PLACE = 200
LONGEST_TEXT = 4000


def file(
    tx: Transaction, kind_code: str, citizen_id: int | None, filing: Filing, by: str
) -> Receipt:
    """Keep a new application; it begins in its kind's first state."""
    _check(filing)
    kind = kinds.kind(tx, kind_code)
    if citizen_id is not None and citizen_store.find(tx, citizen_id) is None:
        raise NotFound("citizen", citizen_id)
    today = tx.today
    number = next_number(tx, kind.mark, today.year)
    code = fresh_code(store.receipt_codes(tx, number, today.year).values())
    first = kind.states[0]
    day = None if kind.term is None else deadline_of(kind.term, today)
    made = store.add(
        tx,
        kind,
        number=number,
        year=today.year,
        citizen_id=citizen_id,
        filed_on=today,
        deadline=Deadline(day),
        history=[ApplicationChange(tx.now, first.code, by, None)],
        filing=filing,
        receipt_code=code,
        clerk=desk.choose(tx, kind.service),
    )
    found = store.find(tx, made)
    if found is None:
        raise NotFound("application", made)
    _tell(tx, found, filing, code)
    desk.tell_clerk(tx, found, by)
    tx.audit(by, "application-filed", f"application:{made}", channel=filing.channel.value)
    return Receipt(found, code)


def next_number(tx: Transaction, mark: str, year: int) -> int:
    """The next number of a mark in a year; nobody else gets it.

    The lock goes by number and year only: two marks that take one number at the same time would
    not see each other's codes, which must differ.
    """
    tx.lock(f"application-number/{year}")
    number = store.last_number(tx, mark, year) + 1
    if number > LAST_NUMBER:
        raise Refused("number", f"all numbers of {mark} in {year} are used up")
    return number


def _check(filing: Filing) -> None:
    if filing.phone is not None:
        checked_phone(filing.phone)
    if filing.place is not None and not 0 < len(filing.place) <= LONGEST_PLACE:
        raise Refused("place", f"has between 1 and {LONGEST_PLACE} characters")
    if filing.text is not None and not 0 < len(filing.text) <= LONGEST_TEXT:
        raise Refused("text", f"has between 1 and {LONGEST_TEXT} characters")


def count(
    tx: Transaction, directories: Directories, filing: Filing, citizen_id: int | None
) -> None:
    """Count what is filed by keys: neither one number nor a robot may fill the clerks' lists.

    Callers who hide their number are counted together. What an operator writes down is not counted.

    Raises:
        LimitReached: enough was filed from this number today, or from hidden ones this hour.
    """
    if filing.channel is not Channel.PHONE:
        return
    directory = directories.current(tx)
    if filing.phone is not None:
        uses.use(tx, directory, checked_phone(filing.phone), Limit.NUMBER_FILINGS_DAY)
    elif citizen_id is None:
        uses.use_hidden(tx, directory, Limit.HIDDEN_FILINGS_HOUR)


def ask_receipt(tx: Transaction, receipt: Receipt, phone: str, language: Language) -> None:
    """Let the receipt be sent; one who is not known is told the state there from now on."""
    application = receipt.application
    if application.citizen_id is None:
        store.set_columns(tx, application.id, phone=phone)
    tx.append(
        ReceiptMessageAsked(
            application_id=application.id,
            reference=application.reference,
            number=application.number,
            year=application.year,
            code=receipt.code,
            kind_name=application.kind_name,
            deadline=application.deadline,
            citizen_id=application.citizen_id,
            language=language,
            phone=phone,
        )
    )
    who = "caller" if application.citizen_id is None else f"citizen:{application.citizen_id}"
    tx.audit(who, "receipt-message-asked", f"application:{application.id}")


def _tell(tx: Transaction, application: Application, filing: Filing, code: str) -> None:
    citizen = None
    if application.citizen_id is not None:
        citizen = citizen_store.find(tx, application.citizen_id)
    tx.append(
        ApplicationFiled(
            application_id=application.id,
            reference=application.reference,
            number=application.number,
            year=application.year,
            code=code,
            kind_code=application.kind,
            kind_name=application.kind_name,
            deadline=application.deadline,
            citizen_id=application.citizen_id,
            language=filing.language if citizen is None else citizen.language,
            phone=filing.phone if citizen is None else citizen.reachable_phone,
            email=None if citizen is None else citizen.reachable_email,
        )
    )
