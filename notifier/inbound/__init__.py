"""What citizens write by SMS: received once, understood, answered.

A message goes one way: `notifier.received` keeps it, `reading` understands it, one of `journeys`
does what it asks, `replies` says what is written back. `senders` knows who may be answered.
"""
