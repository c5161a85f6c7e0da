"""What every feature stands on: clock, database, steps, events, audit, wake-up, secrets."""
