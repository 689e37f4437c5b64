"""What people do to accounts, roles, participants and cards; nothing here commits."""
