"""All services on one database."""

from __future__ import annotations

from collections.abc import Mapping

from booking.agreements.locks import Locks
from booking.agreements.service import Agreements
from booking.applications.service import Applications
from booking.attendance.service import Attendances
from booking.audit.service import Audit
from booking.catalogue.service import Catalogue, Directories
from booking.ceiling.service import MessageCeiling
from booking.citizens.service import Citizens
from booking.closures.service import Closures
from booking.ground.clock import Clock
from booking.ground.database import Database
from booking.ground.entrance import guard
from booking.ground.secrets import Hashing
from booking.importing.service import Imports
from booking.merging.service import Merging
from booking.outside.port import OutsideCalendar
from booking.outside.service import Outside
from booking.proofs.service import Proofs
from booking.ready_dates.service import ReadyDates
from booking.rebooking.service import Rebookings
from booking.reminders.service import Reminders
from booking.representations.service import Representations
from booking.rings.service import Rings
from booking.staff.logins import Logins
from booking.staff.service import Staff
from booking.tokens.service import Tokens
from booking.topics.editing import TopicEditing
from booking.topics.service import Topics
from booking.visits.service import Visits
from booking.waitlist.service import Waitlist
from booking.wishes.service import CitizenWishes


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
        self.reminders = Reminders(database, directories)
        self.rings = Rings(database, directories)
        self.ceiling = MessageCeiling(database)
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
        self.staff = Staff(database)
        self.logins = Logins(database, hashing)
        self.audit = Audit(database)
        self.tokens = Tokens(database)
        self.imports = Imports(database)
        for name, service in vars(self).items():
            if name not in ("database", "clock"):
                guard(service)
