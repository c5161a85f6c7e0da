"""Who is not written to, as far as the staff writes it down."""

from notifier.consent.model import Block
from notifier.consent.staff import Silences
