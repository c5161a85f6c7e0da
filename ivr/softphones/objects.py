"""What Asterisk is told of one telephone."""

from __future__ import annotations

from collections.abc import Mapping

from ivr.routing.softphones import Softphone

REGISTERED_SECONDS = 60
"""A page that is gone without a word, its network included, is registered no longer than this."""

QUALIFY_SECONDS = 5
"""So often Asterisk asks whether the page still answers: finds a sleeping laptop sooner."""

SILENCE_SECONDS = 10
"""A browser sends sound as long as a call lasts, muted and on hold, too. So long without any means
that it is gone, and its leg ends."""

Objects = list[tuple[str, Mapping[str, str]]]


def objects(phone: Softphone, media_address: str = "") -> Objects:
    """Kind and fields of the objects of one telephone, in the order in which they are to be made.

    The endpoint comes last, so where that is there, all are.

    Args:
        phone: whose.
        media_address: where speech goes through alone, if not through each of this machine's
            addresses.
    """
    name = phone.endpoint
    auth = {"auth_type": "digest", "username": name, "password": phone.password}
    aor = {
        # the newest page is the one that counts
        "max_contacts": "1",
        "remove_existing": "yes",
        "minimum_expiration": "10",
        "default_expiration": str(REGISTERED_SECONDS),
        "maximum_expiration": str(REGISTERED_SECONDS),
        "qualify_frequency": str(QUALIFY_SECONDS),
        "qualify_timeout": "3.0",
    }
    endpoint = {
        "auth": name,
        "aors": name,
        "context": "operators",
        "transport": "ws",
        # DTLS-SRTP, ICE, one port for all: what browsers ask for
        "webrtc": "yes",
        "dtls_auto_generate_cert": "yes",
        "allow": "!all,opus,alaw",
        "outgoing_call_offer_pref": "local",
        "dtmf_mode": "rfc4733",
        "direct_media": "no",
        "rewrite_contact": "yes",
        "rtp_timeout": str(SILENCE_SECONDS),
        "rtp_timeout_hold": str(SILENCE_SECONDS),
        "rtp_keepalive": "15",
        "allow_transfer": "no",
        "allow_subscribe": "no",
        "timers": "no",
    }
    if media_address:
        endpoint |= {"media_address": media_address, "bind_rtp_to_media_address": "yes"}
    return [("auth", auth), ("aor", aor), ("endpoint", endpoint)]
