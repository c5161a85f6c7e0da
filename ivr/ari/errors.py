"""What can go wrong between us and Asterisk's REST interface."""


class AriError(Exception):
    """Something went wrong between us and Asterisk."""


class AddressRefused(AriError):
    """Asterisk answered but refused the connection: a wrong password, or ARI is switched off."""


class Disconnected(AriError):
    """Asterisk cannot be asked now."""


class NotConnected(Disconnected):
    """There is no connection to Asterisk; the request was not sent."""


class ConnectionLost(Disconnected):
    """The connection went while the request was under way; it may or may not have taken effect."""


class ApplicationReplaced(AriError):
    """Another process has taken over this application's name; this one must exit at once.

    Asterisk leaves the older connection open, and it could still command. Whoever goes on
    after this commands calls that are no longer its own.
    """


class RequestTooLarge(AriError):
    """The request is longer than the frame that Asterisk accepts; sending it would cost the
    connection, and with it every other call's.
    """


class RequestTimedOut(AriError):
    """Asterisk kept the connection but did not answer; the outcome is not known."""


class RequestFailed(AriError):
    """Asterisk refused a request.

    Keeps the status, the method and the path (never the query, which may hold digits).
    """

    def __init__(self, status: int, reason: str, method: str, path: str) -> None:
        super().__init__(f"{method} {path}: {status} {reason}")
        self.status = status
        self.reason = reason


class NotFound(RequestFailed):
    """The channel, bridge, playback or recording is not there, or not there any more."""


class Conflict(RequestFailed):
    """The resource is not in a state that allows this: already claimed, hung up, not in Stasis."""


def request_failed(status: int, reason: str, method: str, path: str) -> RequestFailed:
    """The error for a reply's status."""
    kinds: dict[int, type[RequestFailed]] = {404: NotFound, 409: Conflict, 412: Conflict}
    return kinds.get(status, RequestFailed)(status, reason, method, path)
