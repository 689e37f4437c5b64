"""Lecture files: looked into, and made into what phones play and engines hear."""
