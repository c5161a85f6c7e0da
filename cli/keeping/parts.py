"""What each part of Linka says about the personal data that it holds."""

from booking.api import Database, Privacy, read_periods
from cli.context import Context
from ivr.keeping import PART as IVR
from notifier.keeping import PART as NOTIFIER
from operator_console.keeping import PART as CONSOLE

PARTS = (NOTIFIER, IVR, CONSOLE)


def privacy(context: Context, database: Database) -> Privacy:
    """Erasing, exporting and tidying in all parts. Raises TownFileError."""
    return Privacy(database, PARTS, read_periods(context.config.town_folder, PARTS))
