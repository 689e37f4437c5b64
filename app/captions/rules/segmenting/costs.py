"""What a planned cue costs: a broken rule first, then how well it reads.

Rules weigh so much more than taste that a plan never breaks one to look better; among plans that break as
few rules as possible taste decides.
"""

ERROR = 10_000.0
WARNING = 100.0
IMPOSSIBLE = 1e9
"""A cue that takes no time at all."""

EARLY = 79
"""Milliseconds by which a cue may start before its first word: within the 80 of rule T1."""
LATE = 240
"""Milliseconds by which a cue may start after its first word, where one before it would be too quick to read
otherwise: rule T1 warns at 500, and a quarter of a second hardly shows."""
CUT = 100
"""Milliseconds by which a cue may end before its last word without a warning (120 at most)."""
AHEAD = 490
"""Milliseconds by which a cue may start in the pause before its first word: rule T1 warns at 500."""
