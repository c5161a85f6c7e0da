"""Logins and PINs: the contract, concluded at the counter, that opens what is protected."""
