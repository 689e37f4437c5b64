"""What the slice holds: words and cues as values, lectures and tracks as rows."""
