"""Life situations: who, where, what to bring, fee, deadline; each with its source and its date."""
