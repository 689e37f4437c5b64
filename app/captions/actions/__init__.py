"""What people do with lectures and tracks; nothing here commits."""
