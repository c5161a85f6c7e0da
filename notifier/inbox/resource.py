"""A message as Twilio's REST interface shows it, alone and in pages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

from fastapi import Request

from notifier.inbox.items import Sms
from notifier.inbox.progress import TAKEN, Standing

SEGMENT_PRICE = Decimal("0.05240")
"""Dollars, for a segment to a Czech mobile; made up, of the usual size."""

_UNPAID = ("accepted", TAKEN, "sending", "failed")


def resource(sms: Sms, standing: Standing) -> dict[str, Any]:
    """All fields; a price is a negative number as text, and comes once the message is sent."""
    arrived = format_datetime(instant(sms).replace(microsecond=0))
    is_paid = standing.status not in _UNPAID
    return {
        "sid": sms.sid,
        "account_sid": sms.account,
        "api_version": "2010-04-01",
        "body": sms.text,
        "date_created": arrived,
        "date_sent": arrived if is_paid else None,
        "date_updated": arrived,
        "direction": "outbound-api",
        "error_code": standing.code,
        "error_message": None,
        "from": sms.sender,
        "to": sms.recipient,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(sms.segments),
        "price": str(-SEGMENT_PRICE * sms.segments) if is_paid else None,
        "price_unit": "USD",
        "status": standing.status,
        "subresource_uris": {},
        "uri": f"/2010-04-01/Accounts/{sms.account}/Messages/{sms.sid}.json",
    }


def page_of(
    request: Request, found: list[dict[str, Any]], page: int, page_size: int
) -> dict[str, Any]:
    """One page of a list, with the address of the next one."""
    start = page * page_size
    following = request.url.include_query_params(Page=page + 1)
    more = f"{following.path}?{following.query}" if start + page_size < len(found) else None
    return {
        "messages": found[start : start + page_size],
        "page": page,
        "page_size": page_size,
        "start": start,
        "end": min(start + page_size, len(found)) - 1,
        "uri": f"{request.url.path}?{request.url.query}",
        "next_page_uri": more,
    }


def instant(sms: Sms) -> datetime:
    """When it was taken."""
    return datetime.fromisoformat(sms.arrived_at).astimezone(UTC)
