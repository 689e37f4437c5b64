"""What is read about people, always within the reader's reach."""
