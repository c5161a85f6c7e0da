"""What the notifier has done, in figures and message by message: for staff, a court, Prometheus."""
