"""The tables of the slice: units, staff accounts with their keys and roles, participants, cards and seats."""
