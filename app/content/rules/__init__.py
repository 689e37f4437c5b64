"""Pure decisions about content: how it is read, what it hashes to, what state it has, what may be shown."""
