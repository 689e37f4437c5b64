"""What content is made of: documents, blocks, records, terms, and the index row kept of each file."""
