"""Tests of the slice captions."""
