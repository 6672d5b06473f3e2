"""Partial dates: "2018", "2018-12" and "2018-12-07", and how far two of them lie apart, in words."""

from __future__ import annotations

import calendar
import re
from datetime import date

from factcheck.errors import BadInput

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_MONTH = 30.44  # days, on average
_IN_MONTHS_FROM = 60  # days; shorter spans read better in days


def date_range(text: str) -> tuple[date, date] | None:
    """The first and the last day that a partial date may mean; None where nothing is known.

    Raises:
        BadInput: the text is not empty and not a date.

    >>> date_range("2018-12")
    (datetime.date(2018, 12, 1), datetime.date(2018, 12, 31))
    """
    if not text:
        return None
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date. Write 2018, 2018-12 or 2018-12-07.") from error


def describe_date(text: str) -> str:
    """A partial date as people write it; what is no date, "" too, is left as it is.

    >>> describe_date("2018-12"), describe_date("2017-05-05")
    ('December 2018', '5 May 2017')
    """
    match = _DATE.fullmatch(text)
    if match is None:
        return text
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if month > 12:
        return text
    return " ".join(part for part in (str(day) if day else "", calendar.month_name[month], str(year)) if part)


def describe_distance(statement: str, document: str) -> str:
    """How long before or after the statement the document was written, in words.

    >>> describe_distance("2018-12-07", "2018-12-04")
    'written 3 days before the statement'
    >>> describe_distance("2018-12", "2017-05-05")
    'written 575 to 605 days (about 19 months) before the statement'
    """
    said, written = date_range(statement), date_range(document)
    if said is None or written is None:
        missing = " and ".join(
            name for name, value in (("the statement", said), ("the document", written)) if value is None
        )
        return f"no date is known of {missing}"
    least, most = (said[0] - written[1]).days, (said[1] - written[0]).days
    if least <= 0 <= most:
        if least == most:
            return "written on the day of the statement"
        return "written about the time of the statement; the dates known do not say which came first"
    side = "before" if least > 0 else "after"
    least, most = sorted((abs(least), abs(most)))
    return f"written {_days(least, most)} {side} the statement"


def _days(least: int, most: int) -> str:
    exact = f"{least} day{'s' if least != 1 else ''}" if least == most else f"{least} to {most} days"
    middle = (least + most) / 2
    if middle < _IN_MONTHS_FROM:
        return exact
    months = round(middle / _MONTH)
    return f"{exact} (about {months} months)" if months < 24 else f"{exact} (about {middle / 365.25:.1f} years)"
