"""Applications, ready dates, and what is imported of both."""

from booking.applications.assignment import Worker
from booking.applications.changing import Undoable
from booking.applications.deadlines import Term
from booking.applications.events import (
    ApplicationFiled,
    ApplicationStatusChanged,
    ClerkMessageAsked,
    ReceiptMessageAsked,
    StatusMessageAsked,
)
from booking.applications.model import (
    Application,
    ApplicationChange,
    ApplicationKind,
    ApplicationQuery,
    ApplicationState,
    Filed,
    Filing,
    Note,
)
from booking.applications.model import Channel as FilingChannel
from booking.applications.receipts import (
    Receipt,
    ReceiptCheck,
    ReceiptLocked,
    StatusTold,
    WrongCode,
    receipt_code_is_well_formed,
)
from booking.applications.states import UNFINISHED, DeadlineClock, KindState, Stage
from booking.importing.applications import EXTERNAL_ID, RecordedApplication
from booking.importing.reports import ImportReport, Outcome, RowRefused
from booking.importing.service import Imports
from booking.importing.sheets import BadSheet, Encoding
from booking.ready_dates.model import ReadyDate, ReadyDateWritten, ReadyLine
from booking.ready_dates.rules import filed_date, is_ready
