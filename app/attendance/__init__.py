"""Roll call, check-in and the kind follow-up of who was missed."""
