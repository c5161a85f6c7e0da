"""Callers who wait for a person, and the operators who take them.

`policy` decides and is pure; `requests` is for the process that holds the calls, `api` for the
console. Both change rows only, so that each works while the other is away.
"""
