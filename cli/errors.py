"""Why a command cannot do what it is asked, in words for the person at the keyboard."""


class CommandError(Exception):
    """The command cannot go on. The message says what is wrong and what to do."""


class BadConfig(CommandError):
    """`config.yaml` says something that is not allowed."""


class BadSecrets(CommandError):
    """`secrets.json` is damaged or can be read by others."""


class NewerData(CommandError):
    """The data folder was written by a newer version of Linka."""


class NoData(CommandError):
    """There is no data folder there yet."""


class NotSure(CommandError):
    """What was asked cannot be undone, and was not confirmed."""


class BadBackup(CommandError):
    """The file is no backup that can be made or restored here."""


class StillRuns(CommandError):
    """Linka runs from this data folder, and must not for what was asked."""


class PortTaken(CommandError):
    """Another program listens where ours should."""


class DiskFull(CommandError):
    """Too little room is left for what comes."""


class AlreadyRuns(CommandError):
    """Linka runs from this data folder already."""


class NotReady(CommandError):
    """A process has not come up in time."""


class AnotherClock(CommandError):
    """What runs goes by another clock than the one asked for."""
