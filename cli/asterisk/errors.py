"""Why Asterisk cannot be had or cannot be started, each with what to do about it."""


class AsteriskError(Exception):
    """Asterisk cannot be had or cannot be started."""


class NoNetwork(AsteriskError):
    """Asterisk is fetched from Debian's archive, and that cannot be reached."""


class DiskFull(AsteriskError):
    """The disk is full."""


class NamespacesRefused(AsteriskError):
    """The kernel does not let this user make namespaces, which bubblewrap works by."""


NAMESPACES_ADVICE = (
    "this user may not make namespaces: install uidmap and set the sysctl"
    " kernel.unprivileged_userns_clone=1 (on Ubuntu also"
    " kernel.apparmor_restrict_unprivileged_userns=0), or run as root"
)


class ProgramMissing(AsteriskError):
    """A program that we stand on is not installed."""


class VersionDoesNotFit(AsteriskError):
    """The Asterisk found is older than 22.7 or not a 22: the claim of calls is not in it, or ARI
    may have changed.
    """


class RootNotBuilt(AsteriskError):
    """mmdebstrap failed for another reason; its last words are in the message."""


class NotStarted(AsteriskError):
    """Asterisk ended or did not come up in time; its last words are in the message."""


class NotRunning(AsteriskError):
    """Asterisk does not run."""


class BadTemplate(AsteriskError):
    """A configuration template asks for something that is not given, or is given something
    that would break out of its line.
    """
