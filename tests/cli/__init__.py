"""Tests of the command: subtitles from recordings."""
