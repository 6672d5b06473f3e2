"""Factcheck: what was said, against what the papers say.

    document -> pages -> passages -> embeddings -> index
    claim -> retrieve -> stance -> evidence -> review -> verdict -> export

Importing the package has no effect and loads no model.
"""

__version__ = "0.1.0"
