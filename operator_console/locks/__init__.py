"""Agreements and numbers that wrong PINs have locked; a supervisor releases them."""
