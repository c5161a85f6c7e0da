"""Calendars that an outside system owns, such as a ticket-calling machine with its own bookings."""
