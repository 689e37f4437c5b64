"""Staff trainings, certificates and workshops."""
