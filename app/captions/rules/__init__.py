"""Pure decisions about words, cues and tracks; no files, no clock, no database."""
