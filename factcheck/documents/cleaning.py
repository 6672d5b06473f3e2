"""Clean the text of a page, once, before any offset into it exists.

Cleaning is a list of named pure steps, ``str -> str``, applied in order. Lines stay lines, since a row of a table is one;
a passage deals with the line breaks. Nothing here reads a file, and no text is cleaned a second time afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

# First halves that make compounds, not syllables: without them "long-\nterm" in a short paper would become "longterm".
COMPOUND_FIRST = frozenset(
    "above all anti back best better cross day decision ex fact far fifth first five four full government half hand hard"
    " high higher home ill in-house inter joint large law less long longer low lower mark market medium mid month multi"
    " near no non off on-site one open out part policy post pre privately pro publicly quasi re-elect real risk second"
    " self semi seven short side single six small so state sub tax ten third three time top twenty two ultra vice well"
    " wide worst year zero".split()
) - {"inter", "sub", "anti", "multi", "semi", "pre", "pro", "post", "so", "no", "all", "out", "back", "less", "mark", "tax"}
