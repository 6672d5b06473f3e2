"""Export: the evidence leaves as a table; one module a format."""
