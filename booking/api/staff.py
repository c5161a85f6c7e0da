"""The staff, programs with a token, the audit, and how long what is kept."""

from booking.audit.model import AuditCheck, AuditEntry, Misfit
from booking.audit.seals import AuditSeals
from booking.privacy.model import CitizenErased, Erasure, Kept, Part, Person, Rows, Rule
from booking.privacy.people import told_rows
from booking.privacy.periods import Period, periods_of, read_periods
from booking.privacy.service import Privacy, known_as
from booking.staff.absences import Absence
from booking.staff.model import LoggedIn, LogIn, LogInLocked, LogInRefused, Role, StaffMember
from booking.staff.service import Staff
from booking.tokens.service import Token, Tokens, TokenScope
