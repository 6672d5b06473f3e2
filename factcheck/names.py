"""Names from outside, made fit to be the name of a file."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

MAX_NAME = 120  # characters; with the folders around it well below what every file system takes

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]')


def safe_name(name: str) -> str:
    r"""The last part of a name, without what a file system or a reader could stumble over.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\tmp\\a.pdf"), safe_name("..")
    ('passwd', 'a.pdf', 'unnamed')
    """
    last = PureWindowsPath(name.replace("\0", "")).name
    clean = _UNSAFE.sub("_", last).strip(" .")
    if len(clean) > MAX_NAME:
        stem, dot, ending = clean.rpartition(".")
        clean = f"{stem[: MAX_NAME - len(ending) - 1]}{dot}{ending}" if 0 < len(ending) <= 8 else clean[:MAX_NAME]
    return clean or "unnamed"
