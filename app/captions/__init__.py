"""From a recorded lecture to words, cues and reviewed tracks."""
