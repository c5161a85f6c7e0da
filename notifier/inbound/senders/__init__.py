"""Who may be answered, and how much those get of whom nobody knows who they are."""
