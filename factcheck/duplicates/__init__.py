"""Copies, re-scans and versions of one paper: found, compared, and counted as one source. Rules over texts and values.

`signatures.py` says which documents hold much the same text, `versions.py` what differs between two, and `copies.py`
which pieces of evidence say the same words from the same source.
"""
