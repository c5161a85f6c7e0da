"""The town: offices, services, hours, closures, and the files that describe it."""

from booking.calendars.model import Span, WeeklyHours
from booking.calendars.rules import is_holiday
from booking.catalogue.limits import AttendanceRules, PersonLimits
from booking.catalogue.messages import (
    USED_UP,
    USUAL_LIMITS,
    Budget,
    MessageBudgetReached,
    MessageSettings,
    Most,
    ReminderRules,
    ReminderStep,
    Trial,
)
from booking.catalogue.model import Activity, BookingLimits, Counter, Office, Service, Share, Town
from booking.catalogue.phone_filing import PhoneFiling, PhoneKind, PlaceKind, Street
from booking.catalogue.rebooking import RebookingRules
from booking.catalogue.streets import LEAST_LETTERS, MOST_LETTERS, streets_by_keys
from booking.ceiling.store import Reached as CeilingReached
from booking.ceiling.store import note as note_message_ceiling
from booking.ceiling.store import reached as message_ceiling_reached
from booking.closures.model import Closing, Closure
from booking.closures.service import Closures
from booking.town.crowding import crowd_calendar
from booking.town.demo import DemoAccounts, DemoCitizen, DemoStaff, demo_accounts
from booking.town.load import Loaded, load_town
from booking.town.messages import read_message_settings
from booking.town.preview import Preview, check_town, preview_town
from booking.town.topics import as_yaml as topic_as_yaml
