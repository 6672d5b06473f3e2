"""Search: passages to embeddings and indexes, a claim to hits."""
