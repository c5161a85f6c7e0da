"""Citizens, their agreements, contacts and wishes, and who acts for whom."""

from booking.agreements.entry import CounterEntry, Fault, Faulty
from booking.agreements.letter import AgreementLetter
from booking.agreements.locks import Lock, LockKind, LockReleased, Locks, ReleaseReason
from booking.agreements.model import (
    Acting,
    ActingAs,
    Agreement,
    AgreementConcluded,
    AgreementEnded,
    AgreementLockedOut,
    AgreementReset,
    AgreementSecretChanged,
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
from booking.citizens.model import (
    Citizen,
    CitizenKind,
    FoundBy,
    FoundCitizen,
    IdentityCheck,
    IdentityMark,
)
from booking.citizens.rules import are_enough
from booking.citizens.store import proven_phones
from booking.merging.model import CitizensMerged, Holdings, Merge, MergeUndone, Pair, Sign
from booking.merging.service import Merging
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
from booking.proofs.present import PresentContact
from booking.proofs.present import is_given_up as contact_is_given_up
from booking.proofs.present import of_applications as contacts_of_applications
from booking.proofs.present import of_entries as contacts_of_entries
from booking.proofs.present import of_records as contacts_of_records
from booking.proofs.present import of_visits as contacts_of_visits
from booking.proofs.service import Proofs
from booking.representations.model import (
    Mandate,
    Representation,
    RepresentationAdded,
    RepresentationEnded,
    Scope,
)
from booking.representations.service import Representations
from booking.wishes.model import (
    ChannelWish,
    Consent,
    ConsentGiven,
    ConsentWithdrawn,
    GivenBy,
    MessageChoice,
    MessageKind,
    MessagesEnded,
    MessagesWanted,
    Purpose,
    QuietHours,
    Wishes,
)
from booking.wishes.opting import (
    opt_in,
    opt_out,
    unwanted_contacts,
    wanted_contacts,
    wants_no_messages,
)
from booking.wishes.purposes import TEXTS as CONSENT_TEXTS
from booking.wishes.rules import agrees, next_allowed, ways
from booking.wishes.service import CitizenWishes
from booking.wishes.store import quiet_of
