"""Slots, holds, visits, the waiting list, and the day at the counter."""

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
from booking.outside.http import HttpCalendar
from booking.outside.model import OutsideBooking
from booking.outside.port import OutsideCalendar
from booking.outside.service import Outside
from booking.outside.service import Turn as OutsideTurn
from booking.rebooking.driver import Driver as RebookingDriver
from booking.rebooking.model import LIVE as LIVE_REBOOKINGS
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
from booking.reminders.driver import ReminderDriver
from booking.reminders.model import VisitReminderDue
from booking.reminders.service import Reminders
from booking.reminders.store import standing as visits_standing
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
