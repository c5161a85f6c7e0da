"""Data are kept as long as they must be, and no longer; what was done with them stays provable."""
