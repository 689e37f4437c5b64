"""The outbox: SMS and e-mail in the reader's language, never about the illness."""
