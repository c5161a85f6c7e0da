"""Clock, database, transactions, events, errors, languages: what all stand on."""

from booking.contacts import is_mobile, parse_phone
from booking.errors import (
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
)
from booking.ground.adding import adding_if_free, adding_if_missing
from booking.ground.among import among
from booking.ground.bulk import add_many
from booking.ground.clock import PRAGUE, Clock, SetClock, ShiftedClock
from booking.ground.codec import from_json, to_json
from booking.ground.copies import check_copy, copy_of, kind_of, put_back, revision_of
from booking.ground.database import Database
from booking.ground.events import (
    Event,
    Recorded,
    Unreadable,
    mark_handled,
    still_unhandled,
    take_up_again,
    unhandled,
)
from booking.ground.events import events as events_table
from booking.ground.events import kinds as event_kinds
from booking.ground.prepared import Prepared
from booking.ground.rows import empty_rows, remove_rows
from booking.ground.schema import upgrade
from booking.ground.secrets import Hashing, Secret
from booking.ground.tables import Id, Instant, key, metadata, new_id
from booking.ground.transaction import Transaction
from booking.ground.upsert import insert_missing
from booking.ground.wakeup import changes
from booking.language import Language, Wording
from booking.language.likeness import Vocabulary
from booking.language.likeness import words as words_of
