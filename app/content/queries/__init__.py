"""Reads: content files into one frozen library, and from it what each page shows."""
