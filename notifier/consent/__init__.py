"""Who is not written to: opted out, unreachable, or a number that takes no SMS."""
