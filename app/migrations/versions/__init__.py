"""One file per change, named by the time it was written and what it does; never edited after a release."""
