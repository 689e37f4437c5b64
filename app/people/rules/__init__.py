"""Decisions about people, without any reading or writing: roles, codes, keys, what may be stored."""
