"""The door for the town's records system: applications by HTTP, with a token."""
