"""The machines' work on a lecture, stage by stage: from the command line, and as jobs."""
