"""Staff accounts, roles and sign-in; participants, cards and seats: who may see what, without names."""
