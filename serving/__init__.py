"""What parts that know nothing of each other need alike to answer over HTTP."""
