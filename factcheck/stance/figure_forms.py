"""How figures are written: the words and signs around them, and what makes a number a name."""

from __future__ import annotations

import re

SCALES = {
    "thousand": 1e3, "thousands": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "m": 1e6, "mn": 1e6, "mm": 1e6,
    "mio": 1e6, "billion": 1e9, "billions": 1e9, "bn": 1e9, "b": 1e9, "mrd": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
CURRENCIES = {
    "us$": "USD", "$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR",
    "euros": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "pounds": "GBP", "¥": "JPY", "yen": "JPY", "chf": "CHF",
    "francs": "CHF", "c$": "CAD", "a$": "AUD", "cents": "cents", "cad": "CAD", "aud": "AUD",
}  # fmt: skip
SMALL = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
WORDS = rf"(?:a |an )?(?:{SMALL}|hundred)(?:(?:[ -]| and )(?:{SMALL}|hundred|thousand|million|billion))*|a (?:thousand|million|billion)"
DIGITS = r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:[,\u00a0\u202f']\d{3})+(?:\.\d+)?(?!\d)|\d+,\d{1,2}(?=\s?(?:Mio|Mrd|%))|\d+(?:\.\d+)?"
CURRENCY_SIGN = r"US\$|C\$|A\$|\$|€|£|¥|(?:USD|EUR|GBP|CHF|CAD|AUD)\b"
SCALE_WORD = r"(?:thousand|million|billion|trillion|Mio\b\.?|Mrd\b\.?|mn\b|mm\b|bn\b|tn\b)"
FIGURE = re.compile(
    rf"""(?P<currency>{CURRENCY_SIGN})?[ \u00a0]?
    (?:(?P<bracket>\()(?={CURRENCY_SIGN}|[\d]))?(?P<inner>{CURRENCY_SIGN})?
    (?P<minus>(?<![\w\d])[-−–](?=\d))?
    (?:(?<![\w.,/:-])(?P<digits>{DIGITS})(?![\w/]*\d)|\b(?P<words>{WORDS})\b)
    (?(bracket)\)?)
    (?:(?:[ \u00a0-]?(?P<scale>{SCALE_WORD})|(?P<letter>[kKmMbB])\b))?
    (?:[ \u00a0-]?(?P<share>(?:percentage[ ]|basis[ ])?points?\b|bps\b|pp\b|%|per[ ]?cent(?:age)?\b|pct\b))?
    (?:[ ](?:(?:US|U\.S\.)[ ])?(?P<money>dollars?|euros?|pounds?(?!\s+of\b)|USD|EUR|GBP|CHF|cents|yen|francs)\b)?""",
    re.VERBOSE | re.IGNORECASE,
)
FRACTIONS = {
    "half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "sixth": 1 / 6, "eighth": 1 / 8, "tenth": 1 / 10,
}  # fmt: skip
NUMERATORS = {"": 1, "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "nine": 9}
FRACTION = re.compile(
    r"\b(?:(?P<n>a|one|two|three|four|nine)[ -])?(?P<d>half|third|quarter|fifth|sixth|eighth|tenth)s?\b(?= of\b| the\b| its\b| their\b| in\b|[.,;]|$)",
    re.IGNORECASE,
)
ONE_IN = re.compile(
    rf"\b(?P<n>{SMALL}|\d+)(?: in(?: every)?| out of(?: every)?) (?P<d>{SMALL}|\d+)\b(?! (?:the )?(?:year|quarter|month|fiscal))",
    re.IGNORECASE,
)
DOZEN = re.compile(r"\b(?P<n>a|two|three|four|half a)? ?dozen\b", re.IGNORECASE)
TABLE_SCALE = re.compile(
    r"(?:\b(?:in|expressed in|amounts in|figures in|stated in))?\s*(?P<before>US\$|\$|€|£|USD|EUR|GBP|CHF)?(?: in)?\s?"
    r"(?P<scale>thousands|millions|billions|(?:thousand|million|billion)(?=\W|$)|mn\b|m\b|bn\b|'000s?)"
    r"(?:(?: of)? (?P<currency>US dollars|U\.S\. dollars|dollars|euros?|pounds|USD|EUR|GBP|CHF))?",
    re.IGNORECASE,
)
DOLLARS_IN = re.compile(
    r"\b(?P<currency>dollars|euros?|pounds|USD|EUR|GBP|\$)\W{0,2}(?:amounts )?in (?P<scale>thousands|millions|billions)",
    re.I,
)

AT_LEAST = (
    "at least",
    "no fewer than",
    "no less than",
    "not less than",
    "a minimum of",
    "minimum of",
    "as many as at least",
)
ABOVE = (
    "more than",
    "over",
    "above",
    "exceeding",
    "in excess of",
    "exceeded",
    "upwards of",
    "greater than",
    "topped",
    "surpassed",
)
AT_MOST = (
    "at most",
    "no more than",
    "not more than",
    "up to",
    "as much as",
    "as many as",
    "a maximum of",
    "maximum of",
    "not to exceed",
    "not exceeding",
    "capped at",
)
BELOW = ("less than", "fewer than", "under", "below", "short of")
LOOSELY = ("about", "around", "approximately", "roughly", "some", "nearly", "almost", "close to", "just over", "just under", "a little over", "a little under", "slightly over", "slightly under", "slightly more than", "slightly less than", "just above", "just below", "approx.", "c.", "circa", "~", "well over")  # fmt: skip
MODIFIER = re.compile(
    r"(?:^|[\s(])("
    + "|".join(
        re.escape(one).replace(r"\ ", r"\s+")
        for one in sorted((*LOOSELY, *AT_LEAST, *ABOVE, *AT_MOST, *BELOW), key=len, reverse=True)
    )
    + r")\s*$",
    re.IGNORECASE,
)
AFTER = re.compile(r"\s*(or more|or so|or fewer|or less|and above|plus\b|\+)", re.IGNORECASE)
NAMED = re.compile(
    r"(?:\b(?:Sections?|Articles?|Nos?\.?|Number|Form|Exhibits?|Docket|Pages?|pp?\.|Lines?|Items?|Notes?|Tables?|Model|Room|Suite|"
    r"Chapter|Rules?|Part|Phase|Flight|Route|Annex|Appendix|Schedule|Count|Clause|Paragraphs?|para|Unit|Level|Stage|Version|"
    r"Area|Building|Block|Lot|Order|Task Order|Amendment|Modification|Mod|Invoice|Case|File|Title|Chapter|Slide|Question|Step|Day|"
    r"aged|age|v\.?|#|§|Attachment|Bates|Gate|Plant|Zone|Ward|District|Region|Series|Type|Class|Category|Tier|Platoon|Battalion|Bin|Pump)"
    r"\s?|[A-Z][a-z]+[ -]|[A-Z]{2,}[ -]|[A-Z]-)$"
)
UNIT_WORD = re.compile(r"[\s-]+([A-Za-z][\w'’-]*|km|kg|%)")
NO_UNIT = frozenset(
    ["of", "the", "a", "an", "and", "or", "in", "on", "at", "by", "to", "from", "for", "with", "as", "is", "are", "was", "were", "be", "been", "has", "have", "had", "that", "which", "who", "this", "these", "per", "it", "its", "their", "his", "her", "than", "then", "when", "while", "if", "but", "not", "into", "during", "before", "after", "between", "within", "under", "over"]
)
YEAR = re.compile(r"(?:19|20)\d\d")
OPENERS = frozenset(
    "In Of The All About Over Nearly Some Between From By At On For With Only More Less Another Around Almost Roughly Some These Those "  # noqa: SIM905
    "Up Under Approximately And But Total Its Their Our Under Since To A".split()
)
NUMBERED = re.compile(
    r"\b(?:section|article|clause|paragraph|note|item|line|page|table|no\.|number|chapter|rules?|counts?|step|version|grade|level|"
    r"category|class|type|phase|exhibit|form|model|flight|room|order|p\.|s\.)\s$",
    re.IGNORECASE,
)
FIRST_WORD = re.compile(r"(?:^|[.!?]\s+|[\"“])[A-Z][a-z]+ $")
CLOCK = re.compile(r":\d\d|[:.]\d\d ?[ap]\.?m|\s?[ap]\.?m\b")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec"
MONTH_BEFORE = re.compile(rf"\b(?:{MONTHS})\.?\s$", re.I)
MONTH_AFTER = re.compile(rf"(?:st|nd|rd|th)?\s(?:of\s)?(?:{MONTHS})\b", re.I)
ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
QUARTER = re.compile(r"[\s-]+(?:quarter|half|fiscal)\b", re.I)

MEASURES = {
    "minut": ("time", 1), "hour": ("time", 60), "day": ("time", 1440), "week": ("time", 10080),
    "month": ("months", 1), "year": ("months", 12), "annual": ("months", 12),
    "metr": ("length", 1), "meter": ("length", 1), "m": ("length", 1), "km": ("length", 1000), "kilometr": ("length", 1000),
    "kilomet": ("length", 1000), "mile": ("length", 1609.344), "feet": ("length", 0.3048), "foot": ("length", 0.3048),
    "ft": ("length", 0.3048), "kg": ("mass", 1), "kilogram": ("mass", 1), "gram": ("mass", 0.001), "g": ("mass", 0.001),
    "tonn": ("mass", 1000), "ton": ("mass", 1000), "mg": ("mass", 1e-6), "milligram": ("mass", 1e-6),
    "kilowatt": ("power", 1), "kw": ("power", 1), "megawatt": ("power", 1000), "mw": ("power", 1000), "acr": ("area", 1),
    "hectar": ("area", 2.47105), "metric": ("mass", 1000), "litr": ("volume", 1), "liter": ("volume", 1),
}  # fmt: skip


NUMBERS = {"two": 2.0, "three": 3.0, "four": 4.0}
BETWEEN = re.compile(r"\s?(?:-|–|—|to|and)\s?", re.I)
