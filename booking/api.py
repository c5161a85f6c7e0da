"""The face of the backend: all that other parts may import.

`Backend` carries the services; every method of theirs is one transaction. There is no logic here.
"""

from __future__ import annotations

from collections.abc import Mapping

from booking.agreements.entry import CounterEntry, Fault, Faulty
from booking.agreements.letter import AgreementLetter
from booking.agreements.locks import Lock, LockReleased, Locks, ReleaseReason
from booking.agreements.model import (
    Acting,
    ActingAs,
    Agreement,
    AgreementConcluded,
    AgreementEnded,
    AgreementLockedOut,
    AgreementReset,
    Claim,
    DocumentKind,
    EndReason,
    HeldAgreement,
    Locked,
    PinCheck,
    ShownDocument,
    Verified,
    Wrong,
)
from booking.agreements.rules import login_is_well_formed, pin_is_well_formed
from booking.agreements.service import Agreements
from booking.applications.assignment import Worker
from booking.applications.changing import Undoable
from booking.applications.deadlines import Term
from booking.applications.events import (
    ApplicationFiled,
    ApplicationStatusChanged,
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
from booking.applications.service import Applications
from booking.applications.states import UNFINISHED, DeadlineClock, KindState, Stage
from booking.attendance.model import (
    Attendance,
    Attendee,
    MissedVisits,
    NoShowCount,
    Presence,
    VisitArrived,
    VisitAttendanceCorrected,
    VisitCalled,
    VisitFinished,
    VisitMissed,
)
from booking.attendance.service import Attendances
from booking.audit.model import AuditCheck, AuditEntry, Misfit
from booking.audit.seals import AuditSeals
from booking.audit.service import Audit
from booking.calendars.model import Span, WeeklyHours
from booking.calendars.rules import is_holiday
from booking.catalogue.limits import AttendanceRules, PersonLimits
from booking.catalogue.model import (
    Activity,
    BookingLimits,
    Counter,
    Office,
    Service,
    Share,
    Town,
)
from booking.catalogue.phone_filing import PhoneFiling, PhoneKind, PlaceKind, Street
from booking.catalogue.rebooking import RebookingRules
from booking.catalogue.service import Catalogue, Directories
from booking.catalogue.streets import LEAST_LETTERS, MOST_LETTERS, streets_by_keys
from booking.citizens.identity import are_enough
from booking.citizens.model import (
    Citizen,
    CitizenKind,
    FoundBy,
    FoundCitizen,
    IdentityCheck,
    IdentityMark,
)
from booking.citizens.service import Citizens
from booking.closures.model import Closing, Closure
from booking.closures.service import Closures
from booking.contacts import is_mobile, parse_phone
from booking.errors import (
    AgreementLocked,
    BookingError,
    HoldExpired,
    LimitReached,
    NewerSchema,
    NotBookable,
    NotFound,
    Refused,
    SlotTaken,
    TownFileError,
    Unavailable,
    WrongCredentials,
)
from booking.ground.clock import PRAGUE, Clock, SetClock, ShiftedClock
from booking.ground.codec import from_json, to_json
from booking.ground.copies import check_copy, copy_of, kind_of, put_back, revision_of
from booking.ground.database import Database
from booking.ground.entrance import guard
from booking.ground.events import (
    Event,
    Recorded,
    Unreadable,
    mark_handled,
    still_unhandled,
    unhandled,
)
from booking.ground.events import kinds as event_kinds
from booking.ground.rows import empty_rows, remove_rows
from booking.ground.schema import upgrade
from booking.ground.secrets import Hashing, Secret
from booking.ground.tables import Id, Instant, key, metadata, new_id
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.ground.wakeup import changes
from booking.importing.applications import EXTERNAL_ID, RecordedApplication
from booking.importing.reports import ImportReport, Outcome, RowRefused
from booking.importing.service import Imports
from booking.importing.sheets import BadSheet, Encoding
from booking.language import Language, Wording
from booking.merging.model import (
    CitizensMerged,
    Holdings,
    Merge,
    MergeUndone,
    Pair,
    Sign,
)
from booking.merging.service import Merging
from booking.outside.http import HttpCalendar
from booking.outside.model import OutsideBooking
from booking.outside.port import OutsideCalendar
from booking.outside.service import Outside
from booking.outside.service import Turn as OutsideTurn
from booking.privacy.model import CitizenErased, Erasure, Kept, Part, Person, Rows, Rule
from booking.privacy.people import told_rows
from booking.privacy.periods import Period, periods_of, read_periods
from booking.privacy.service import Privacy
from booking.proofs.model import (
    ContactChanged,
    ContactKind,
    ContactProof,
    ContactProposed,
    NotProven,
    ProofCheck,
    ProofOver,
    Proven,
)
from booking.proofs.service import Proofs
from booking.ready_dates.model import ReadyDate, ReadyDateWritten, ReadyLine
from booking.ready_dates.rules import filed_date, is_ready
from booking.ready_dates.service import ReadyDates
from booking.rebooking.driver import Driver as RebookingDriver
from booking.rebooking.model import (
    LIVE as LIVE_REBOOKINGS,
)
from booking.rebooking.model import (
    NOBODY_REACHED,
    Case,
    CaseReport,
    Closed,
    Concern,
    Foreseen,
    Outlook,
    Rebooking,
    RebookingOffered,
    RebookingOver,
    RebookingState,
    RebookingUnreached,
    RebookingWithdrawn,
    VisitRebooked,
    VisitUnplaced,
    WhyUnreached,
)
from booking.rebooking.service import Rebookings
from booking.rebooking.telling import RING_DIALOG as REBOOKING_RING
from booking.representations.model import (
    Mandate,
    Representation,
    RepresentationAdded,
    RepresentationEnded,
    Scope,
)
from booking.representations.service import Representations
from booking.rings.model import Ring, RingReopened, RingRequested, RingSettled, RingState
from booking.rings.service import Rings
from booking.staff.absences import Absence
from booking.staff.logins import Logins
from booking.staff.model import LoggedIn, LogIn, LogInLocked, LogInRefused, Role, StaffMember
from booking.staff.service import Staff
from booking.tokens.service import Token, Tokens, TokenScope
from booking.topics.editing import TopicEditing
from booking.topics.model import Topic, TopicMessageAsked, TopicTexts
from booking.topics.revisions import (
    Department,
    GroupOfTopics,
    TopicBecameStale,
    TopicGroup,
    TopicLine,
    TopicRevision,
    TopicSettings,
    TopicSheet,
    TopicStanding,
    WaitingTopic,
)
from booking.topics.rules import TOPIC_ANSWERS, TextFault, TextFlaw
from booking.topics.rules import faults as topic_faults
from booking.topics.service import Topics
from booking.topics.service import message_of as topic_message
from booking.town.crowding import crowd_calendar
from booking.town.demo import DemoAccounts, DemoCitizen, DemoStaff, demo_accounts
from booking.town.load import Loaded, load_town
from booking.town.preview import Preview, check_town, preview_town
from booking.town.topics import as_yaml as topic_as_yaml
from booking.visits.bookable import WhyNot
from booking.visits.codes import is_well_formed as code_is_well_formed
from booking.visits.fallen_out import FallenVisit, FallenWhy
from booking.visits.limits import Limit, Override
from booking.visits.model import (
    BookingChannel,
    Contact,
    FreeDay,
    Hold,
    Slot,
    Visit,
    VisitBooked,
    VisitCancelled,
    VisitContactGiven,
    VisitEvent,
    VisitMoved,
    VisitPart,
    VisitRestored,
    VisitState,
)
from booking.visits.service import Visits
from booking.waitlist.driver import Driver as WaitlistDriver
from booking.waitlist.model import (
    Accepted,
    DayPart,
    Entry,
    EntryState,
    Offer,
    OfferAccepted,
    OfferDeclined,
    OfferOver,
    OfferState,
    OfferUnanswered,
    OfferWithdrawn,
    SlotOffered,
    WaitChannel,
    Waiter,
    WaitlistEnded,
    WaitlistJoined,
    WaitlistLeft,
    WaitlistPaused,
    Wants,
)
from booking.waitlist.offering import RING_DIALOG as WAITLIST_RING
from booking.waitlist.service import Waitlist
from booking.waitlist.settings import WaitlistSettings, read_waitlist_settings
from booking.wishes.model import (
    ChannelWish,
    Consent,
    ConsentGiven,
    ConsentWithdrawn,
    GivenBy,
    MessageKind,
    Purpose,
    QuietHours,
    Wishes,
)
from booking.wishes.purposes import TEXTS as CONSENT_TEXTS
from booking.wishes.rules import agrees, next_allowed, ways
from booking.wishes.service import CitizenWishes

__all__ = [
    "CONSENT_TEXTS",
    "EXTERNAL_ID",
    "LEAST_LETTERS",
    "LIVE_REBOOKINGS",
    "MOST_LETTERS",
    "NOBODY_REACHED",
    "PRAGUE",
    "REBOOKING_RING",
    "TOPIC_ANSWERS",
    "UNFINISHED",
    "WAITLIST_RING",
    "Absence",
    "Accepted",
    "Acting",
    "ActingAs",
    "Activity",
    "Agreement",
    "AgreementConcluded",
    "AgreementEnded",
    "AgreementLetter",
    "AgreementLocked",
    "AgreementLockedOut",
    "AgreementReset",
    "Application",
    "ApplicationChange",
    "ApplicationFiled",
    "ApplicationKind",
    "ApplicationQuery",
    "ApplicationState",
    "ApplicationStatusChanged",
    "Attendance",
    "AttendanceRules",
    "Attendances",
    "Attendee",
    "AuditCheck",
    "AuditEntry",
    "AuditSeals",
    "Backend",
    "BadSheet",
    "BookingChannel",
    "BookingError",
    "BookingLimits",
    "Case",
    "CaseReport",
    "ChannelWish",
    "Citizen",
    "CitizenErased",
    "CitizenKind",
    "CitizenWishes",
    "CitizensMerged",
    "Claim",
    "Clock",
    "Closed",
    "Closing",
    "Closure",
    "Closures",
    "Concern",
    "Consent",
    "ConsentGiven",
    "ConsentWithdrawn",
    "Contact",
    "ContactChanged",
    "ContactKind",
    "ContactProof",
    "ContactProposed",
    "Counter",
    "CounterEntry",
    "Database",
    "DayPart",
    "DeadlineClock",
    "DemoAccounts",
    "DemoCitizen",
    "DemoStaff",
    "Department",
    "DocumentKind",
    "Encoding",
    "EndReason",
    "Entry",
    "EntryState",
    "Erasure",
    "Event",
    "FallenVisit",
    "FallenWhy",
    "Fault",
    "Faulty",
    "Filed",
    "Filing",
    "FilingChannel",
    "Foreseen",
    "FoundBy",
    "FoundCitizen",
    "FreeDay",
    "GivenBy",
    "GroupOfTopics",
    "Hashing",
    "HeldAgreement",
    "Hold",
    "HoldExpired",
    "Holdings",
    "HttpCalendar",
    "Id",
    "IdentityCheck",
    "IdentityMark",
    "ImportReport",
    "Imports",
    "Instant",
    "Kept",
    "KindState",
    "Language",
    "Limit",
    "LimitReached",
    "Loaded",
    "Lock",
    "LockReleased",
    "Locked",
    "Locks",
    "LogIn",
    "LogInLocked",
    "LogInRefused",
    "LoggedIn",
    "Mandate",
    "Merge",
    "MergeUndone",
    "Merging",
    "MessageKind",
    "Misfit",
    "MissedVisits",
    "NewerSchema",
    "NoShowCount",
    "NotBookable",
    "NotFound",
    "NotProven",
    "Note",
    "Offer",
    "OfferAccepted",
    "OfferDeclined",
    "OfferOver",
    "OfferState",
    "OfferUnanswered",
    "OfferWithdrawn",
    "Office",
    "Outcome",
    "Outlook",
    "Outside",
    "OutsideBooking",
    "OutsideCalendar",
    "OutsideTurn",
    "Override",
    "Pair",
    "Part",
    "Period",
    "Person",
    "PersonLimits",
    "PhoneFiling",
    "PhoneKind",
    "PinCheck",
    "PlaceKind",
    "Presence",
    "Preview",
    "Privacy",
    "ProofCheck",
    "ProofOver",
    "Proofs",
    "Proven",
    "Purpose",
    "QuietHours",
    "ReadyDate",
    "ReadyDateWritten",
    "ReadyLine",
    "Rebooking",
    "RebookingDriver",
    "RebookingOffered",
    "RebookingOver",
    "RebookingRules",
    "RebookingState",
    "RebookingUnreached",
    "RebookingWithdrawn",
    "Rebookings",
    "Receipt",
    "ReceiptCheck",
    "ReceiptLocked",
    "ReceiptMessageAsked",
    "Recorded",
    "RecordedApplication",
    "Refused",
    "ReleaseReason",
    "Representation",
    "RepresentationAdded",
    "RepresentationEnded",
    "Representations",
    "Ring",
    "RingReopened",
    "RingRequested",
    "RingSettled",
    "RingState",
    "Role",
    "RowRefused",
    "Rows",
    "Rule",
    "Scope",
    "Secret",
    "Service",
    "SetClock",
    "Share",
    "ShiftedClock",
    "ShownDocument",
    "Sign",
    "Slot",
    "SlotOffered",
    "SlotTaken",
    "Span",
    "Staff",
    "StaffMember",
    "Stage",
    "StatusMessageAsked",
    "StatusTold",
    "Street",
    "Term",
    "TextFault",
    "TextFlaw",
    "Token",
    "TokenScope",
    "Tokens",
    "Topic",
    "TopicBecameStale",
    "TopicEditing",
    "TopicGroup",
    "TopicLine",
    "TopicMessageAsked",
    "TopicRevision",
    "TopicSettings",
    "TopicSheet",
    "TopicStanding",
    "TopicTexts",
    "Town",
    "TownFileError",
    "Transaction",
    "Unavailable",
    "Undoable",
    "Unreadable",
    "Verified",
    "Visit",
    "VisitArrived",
    "VisitAttendanceCorrected",
    "VisitBooked",
    "VisitCalled",
    "VisitCancelled",
    "VisitContactGiven",
    "VisitEvent",
    "VisitFinished",
    "VisitMissed",
    "VisitMoved",
    "VisitPart",
    "VisitRebooked",
    "VisitRestored",
    "VisitState",
    "VisitUnplaced",
    "WaitChannel",
    "Waiter",
    "WaitingTopic",
    "Waitlist",
    "WaitlistDriver",
    "WaitlistEnded",
    "WaitlistJoined",
    "WaitlistLeft",
    "WaitlistPaused",
    "WaitlistSettings",
    "Wants",
    "WeeklyHours",
    "WhyNot",
    "WhyUnreached",
    "Wishes",
    "Wording",
    "Worker",
    "Wrong",
    "WrongCode",
    "WrongCredentials",
    "agrees",
    "are_enough",
    "changes",
    "check_copy",
    "check_town",
    "code_is_well_formed",
    "copy_of",
    "crowd_calendar",
    "demo_accounts",
    "empty_rows",
    "event_kinds",
    "filed_date",
    "from_json",
    "insert_missing",
    "is_holiday",
    "is_mobile",
    "is_ready",
    "key",
    "kind_of",
    "load_town",
    "login_is_well_formed",
    "mark_handled",
    "metadata",
    "new_id",
    "next_allowed",
    "parse_phone",
    "periods_of",
    "pin_is_well_formed",
    "preview_town",
    "put_back",
    "read_periods",
    "read_waitlist_settings",
    "receipt_code_is_well_formed",
    "remove_rows",
    "revision_of",
    "still_unhandled",
    "streets_by_keys",
    "to_json",
    "told_rows",
    "topic_as_yaml",
    "topic_faults",
    "topic_message",
    "unhandled",
    "upgrade",
    "ways",
]


class Backend:
    """All services on one database."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        hashing: Hashing,
        calendars: Mapping[str, OutsideCalendar] | None = None,
    ) -> None:
        """Open the services.

        Args:
            database: the one that all share.
            clock: what tells the time.
            hashing: of PINs and passwords.
            calendars: outside systems that own calendars of counters, by their names.
        """
        directories = Directories()
        self.database = database
        self.clock = clock
        self.catalogue = Catalogue(database, clock, directories)
        self.outside = Outside(database, directories, calendars or {})
        self.visits = Visits(database, directories, self.outside)
        self.attendance = Attendances(database, directories)
        self.closures = Closures(database, directories)
        self.rebookings = Rebookings(database, directories)
        self.waitlist = Waitlist(database, directories)
        self.rings = Rings(database, directories)
        self.citizens = Citizens(database)
        self.agreements = Agreements(database, hashing)
        self.locks = Locks(database)
        self.proofs = Proofs(database)
        self.wishes = CitizenWishes(database)
        self.representations = Representations(database)
        self.merging = Merging(database, directories)
        self.applications = Applications(database, directories)
        self.ready_dates = ReadyDates(database, clock)
        self.topics = Topics(database, clock, directories)
        self.topic_editing = TopicEditing(database, clock)
        self.staff = Staff(database, hashing)
        self.logins = Logins(database, hashing)
        self.audit = Audit(database)
        self.tokens = Tokens(database)
        self.imports = Imports(database)
        for name, service in vars(self).items():
            if name not in ("database", "clock"):
                guard(service)
