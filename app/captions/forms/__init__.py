"""What staff send about lectures and tracks."""
