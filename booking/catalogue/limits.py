"""How much one person or number may book, and how the counters call people: a town's settings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonLimits:
    """How much one person, or one telephone number, may book without an operator.

    None is no limit. A number counts whether it was verified or not: it is the one that rings, and
    the one that messages go to. One robot must not book the town full.

    Attributes:
        citizen_visits: visits to come of one verified citizen.
        citizen_service_day: visits of one verified citizen to one service on one day, whichever
            part of the visit is for it.
        number_visits: visits to come of one number.
        number_bookings_day: bookings from or for one number in a day, those cancelled again too.
        owner_holds: times that are kept at once for one call, or one operator's work on a call.
        number_holds: times that are kept at once for all calls from one number.
        number_messages_day: messages that somebody who is not verified has sent to one number in a
            day, beside those about visits that were booked.
        address_messages_day: the same for one e-mail address.
        number_rings_day: call-backs asked for to one number in a day.
        number_filings_day: suggestions and complaints filed by keys from one number in a day.
        hidden_bookings_hour: bookings in an hour of the clock by callers of whom nothing is known:
            the number is hidden and none was keyed. They share it, for nobody can tell them apart;
            it keeps a robot that hides its number from taking the town's time.
        hidden_filings_hour: filings by keys in an hour by such callers, likewise all together.
        number_waits: places on the waiting list of one number that nobody has verified.
        number_unanswered: so many offers of the waiting list to such a number without an answer
            within `unanswered_days`, and by telephone it gets no other place, nor does a paused
            one go on: or forged numbers could keep the town's time in turn. None: no limit.
        unanswered_days: how long an offer without an answer counts.
        stranger_bookings_hour: visits booked, and times kept, by SMS in sixty minutes from numbers
            that nobody has verified, all together: a sender's number is forged for a few hellers,
            and none of the limits by number holds up whoever takes another one each time.
        foreign_answers_hour: answers by SMS in sixty minutes to numbers abroad that nobody has
            verified, all together: some networks share what an SMS to them costs with whoever gets
            it.
        wrong_codes_hour: wrong codes of visits in SMS in sixty minutes, from all numbers together;
            then a code counts only from the number that is told of its visit. The lock by number
            after three guesses holds up nobody who takes another number for each.
        no_shows: so many missed visits within `no_show_days`, and an operator must book.
        no_show_days: how long a missed visit counts. Whose a visit was is forgotten after the
            time in `retention.yaml`, so more than that has no effect.
    """

    citizen_visits: int | None = 6
    citizen_service_day: int | None = 1
    number_visits: int | None = 4
    number_bookings_day: int | None = 6
    owner_holds: int | None = 4
    number_holds: int | None = 6
    number_messages_day: int | None = 10
    address_messages_day: int | None = 10
    number_rings_day: int | None = 5
    number_filings_day: int | None = 3
    hidden_bookings_hour: int | None = 30
    hidden_filings_hour: int | None = 10
    number_waits: int | None = 3
    number_unanswered: int | None = 3
    unanswered_days: int = 7
    stranger_bookings_hour: int | None = 60
    foreign_answers_hour: int | None = 30
    wrong_codes_hour: int | None = 30
    no_shows: int | None = None
    no_show_days: int = 30


@dataclass(frozen=True, slots=True)
class AttendanceRules:
    """When people may check in, and how often they are called.

    Attributes:
        early_minutes: they may check in so long before their time.
        late_minutes: and so long after it; later only if a clerk lets them.
        calls: so often somebody is called.
        call_again_minutes: so long after a call in vain the next one comes.
    """

    early_minutes: int = 15
    late_minutes: int = 10
    calls: int = 3
    call_again_minutes: int = 5
