"""Figures, dates and names compared by rule, beside the model."""

from factcheck.stance.rules.comparing import compare
from factcheck.stance.rules.findings import Finding, Outcome

__all__ = ["RULES_VERSION", "Finding", "Outcome", "compare"]

RULES_VERSION = "3"
"""To be raised with every change of what the rules say: checks made before are then out of date."""
