"""A number or an address is proven by a code that was sent to it."""
