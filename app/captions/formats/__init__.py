"""Subtitle files of other programs and our own: read strictly, written so that they read back the same."""
