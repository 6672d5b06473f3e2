"""Evaluation: how good the stance model, the retrieval and the whole way are, on labelled data."""
