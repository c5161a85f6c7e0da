"""Up to which day of filing the documents of a service are ready."""
