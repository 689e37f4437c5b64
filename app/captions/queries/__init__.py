"""Lectures and tracks as pages and files need them."""
