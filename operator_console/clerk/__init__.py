"""The clerk's work: how applications stand, and up to which day documents are ready."""
