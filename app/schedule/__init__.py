"""Programmes, course templates, groups, sessions, rooms and interpreter bookings."""
