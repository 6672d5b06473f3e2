"""What figures are of: currencies, scales, measures, and the words after a number that say what is counted."""

from __future__ import annotations

import re

from factcheck.stance.rules.wording import NUMBER_WORDS, on_one_line, stem, stem_set, word_set

_SCALES = {
    1e3: "thousand thousands k tsd", 1e5: "lakh lakhs", 1e6: "million millions m mn mm mio mln", 1e7: "crore crores",
    1e9: "billion billions bn b mrd bln", 1e12: "trillion trillions tn trn",
}  # fmt: skip
SCALES = {word: size for size, words in _SCALES.items() for word in words.split()}
SCALE_WORD = r"(?:thousand|lakh|million|crore|billion|trillion)s?\b|(?:Tsd|Mio|Mln|Mrd|Bln|Trn)\b\.?|(?:mn|bn|tn)\b"

_CODE = (
    "USD|EUR|GBP|CHF|CAD|AUD|NZD|HKD|SGD|TWD|JPY|CNY|RMB|KRW|INR|PKR|LKR|IDR|MYR|PHP|THB|VND|NOK|SEK|DKK|ISK|PLN|CZK|HUF|"
    "RUB|UAH|KZT|TRY|ILS|AED|SAR|QAR|KWD|EGP|NGN|KES|ZAR|BRL|MXN|ARS|CLP"
)
_CURRENCY_WORDS = {
    "$": "$|dollar|dollars|cents",
    "$ USD": "us$|usd|us dollar|us dollars|u.s. dollar|u.s. dollars|american dollar|american dollars",
    "$ CAD": "c$|ca$|cad|canadian dollar|canadian dollars",
    "$ AUD": "a$|au$|aud|australian dollar|australian dollars",
    "$ NZD": "nz$|nzd|new zealand dollar|new zealand dollars",
    "$ HKD": "hk$|hkd|hong kong dollar|hong kong dollars",
    "$ SGD": "s$|sgd|singapore dollar|singapore dollars",
    "$ TWD": "nt$|twd|taiwan dollar|taiwan dollars",
    "$ MXN": "mx$|mxn",
    "BRL": "r$|brl|reais",
    "EUR": "€|eur|euro|euros",
    "GBP": "£|gbp|pound|pounds|pence|pounds sterling",
    "¥": "¥", "¥ JPY": "jpy|yen", "¥ CNY": "cny|rmb|yuan|renminbi",
    "CHF": "chf|franc|francs|swiss francs",
    "kr": "kr|kr.|kroner|kronor", "kr NOK": "nok", "kr SEK": "sek", "kr DKK": "dkk",
    "Rs": "rs|rs.|rupees", "Rs INR": "inr|₹", "Rs PKR": "pkr", "Rs LKR": "lkr",
}  # fmt: skip
_CURRENCIES = {word: frozenset(codes.split()) for codes, words in _CURRENCY_WORDS.items() for word in words.split("|")}
_PREFIXES = {"t": 1e3, "k": 1e3, "m": 1e6}  # TEUR, MNOK

CURRENCY_SIGN = rf"(?<!\w)(?:[A-Za-z]{{0,4}}[$€£¥₹]|(?-i:[TKkM]?(?:{_CODE})(?![A-Za-z])|(?:Rs|kr)\b\.?))"
CURRENCY_WORD = (
    r"(?:(?:US|U\.S\.|American|Canadian|Australian|New[ ]Zealand|Hong[ ]Kong|Singapore|Taiwan)[ ])?dollars?\b|euros?\b|"
    r"pounds?\b(?:[ ]sterling\b)?(?![ ]of\b)|cents\b|pence\b|yen\b|yuan\b|renminbi\b|reais\b|rupees\b|kroner\b|kronor\b|"
    rf"(?:Swiss[ ])?francs\b|(?-i:{_CODE})\b"
)


def read_currency(words: str) -> tuple[frozenset[str], float]:
    """The currency of a sign or a word, and what one of an amount in it is: a hundredth for cents, a thousand for TEUR.

    A bare dollar is any dollar, so the currencies of two figures are compared by inclusion. A sign that is not known by its
    letters is a currency of its own.

    >>> sorted(read_currency("HK$")[0]), read_currency("TEUR")[1]
    (['$', 'HKD'], 1000.0)
    """
    word = on_one_line(words.lower())
    if word in _CURRENCIES:
        return _CURRENCIES[word], 0.01 if word in ("cents", "pence") else 1.0
    if word[0] in _PREFIXES and not word.endswith("$") and (word[1:] in _CURRENCIES or len(word) == 4):
        return read_currency(word[1:])[0], _PREFIXES[word[0]]
    return frozenset({word.upper()} | ({word[-1]} & {"$"})), 1.0


_MEASURES = {
    "time": "second 0.0166666667|minute 1|hour 60|day 1440|week 10080",
    "months": "month 1|quarter 3|year 12|decade 120",
    "length": "mm 0.001|millimetre 0.001|cm 0.01|centimetre 0.01|metre 1|m 1|km 1000|kilometre 1000|mile 1609.344|feet 0.3048|"
    "foot 0.3048|ft 0.3048|inch 0.0254|yard 0.9144",
    "mass": "mg 1e-6|milligram 1e-6|gram 0.001|g 0.001|kg 1|kilogram 1|tonne 1000|ton 1000|pound 0.4536",
    "power": "kilowatt 1|kw 1|megawatt 1000|mw 1000|gigawatt 1e6|gw 1e6",
    "energy": "kwh 1|mwh 1000|gwh 1e6",
    "area": "acre 1|hectare 2.47105|ha 2.47105",
    "volume": "litre 1|gallon 3.785",
}
MEASURES = {
    stem(word): (dimension, float(size))
    for dimension, units in _MEASURES.items()
    for word, size in (unit.split() for unit in units.split("|"))
}
"""What a unit measures, and its size in the base of that dimension. Months are no fixed number of days."""

SQUARED = stem_set("square cubic")

_UNIT_WORD = re.compile(r"(?:[ \u00a0]|-(?=[a-z]))(?:([A-Za-z°][\w'’]*)(?:/[A-Za-z]{1,6}\b)?|(?<=the )\d[\d,]{0,12}\b)")
_ATTACHED = re.compile(r"[A-Za-z°]+")
_NO_UNIT = word_set("""
    a about after ago an and are as at be been before between but by can could did during each every for from had has
    have he her his if in into is it its may might not of off on or our out over per she since than that the their then
    there these they this those to under until was we were what when where which while who will with within would
""")
_MANY_WORDS = 4  # of a unit, such as "full time warehouse workers"


def read_unit(text: str, end: int) -> tuple[frozenset[str], str]:
    """What a number counts: the stems of the words after it, and these words as they stand there.

    >>> sorted(read_unit("Forty Marl Bay police officers have access", 5)[0])
    ['offic', 'polic']
    """
    stems: list[str] = []
    capitals: list[str] = []
    first, last, position = end, end, end
    if attached := _ATTACHED.match(text, end):  # 10km
        return frozenset({stem(attached[0])}), ""
    while len(stems) + len(capitals) < _MANY_WORDS and (match := _UNIT_WORD.match(text, position)):
        word = match[1]
        if not word or word.lower() in NUMBER_WORDS:  # "twelve of the 40 cameras"
            position = match.end()
            continue
        if word.lower() in ("of", "the") and not stems:  # "40 of the licences"
            pass
        elif word.lower() in _NO_UNIT:
            break
        elif word[0].isupper():
            capitals.append(stem(word))
        else:
            first, last = (match.start(1) if not stems else first), match.end()
            stems.append(stem(word))
        position = match.end()
    if not stems and len(capitals) == 1:
        return frozenset(capitals), ""
    words = text[first:last]
    return frozenset(stems), " ".join(words.split()[:3])
