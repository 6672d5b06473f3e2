"""Stance: what one passage says about one claim, read by a small cross-encoder."""
