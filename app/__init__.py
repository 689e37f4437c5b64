"""Smärtskola: a multilingual pain school."""
