"""What staff and participants send: each form with its rules and the words for its faults."""
