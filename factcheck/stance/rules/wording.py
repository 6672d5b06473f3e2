"""The words of a sentence as the rules compare them: stems of the words that carry its matter."""

from __future__ import annotations

import re
from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’&-]*")


def on_one_line(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as text."""
    return frozenset(words.split())


_FUNCTION_WORDS = word_set("""
    a about above after again all also although am an and any are around as at be because been before being below
    between both but by can could did do does doing down during each either few for from further had has have having he
    her here hers him his how i if in into is it its itself just like made make makes may me might more most much must
    my nor of off on once only onto or other our ours out over own per said same say says shall she should so some such
    than that the their theirs them then there these they this those through to too toward under until up upon us very
    was we were what when where which while who whom whose why will with within would you your
""")
_WORDS_OF_MEASURE = word_set("""
    according alone almost altogether amount amounted amounting approximately billion came come company cost costs date
    dated dollars early ended ending euros exactly fewer figure figures financial fiscal got how late least less many
    mid million month nearly numbered number numbers one per percent cent percentage period points quarter recorded
    report reported reports roughly showed shows stated thousand told total totaled totalled two year years
""")
NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety",
)  # fmt: skip
STOPWORDS = _FUNCTION_WORDS | _WORDS_OF_MEASURE
"""Words that carry no matter of their own, beside a figure least of all."""

_LIKE_WORDS = """
    acquire buy bought purchase; begin began begun commence start; bring brought; build built; choose chose chosen select;
    close shut; cut reduce; drop decline decrease fall fell fallen shrink shrank shrunk slip; find found; give gave given;
    grow grew grown climb increase rise rose risen; hold held; know knew known; lay laid; lead led; leave left; lend lent;
    lose lost; meet met; pay paid; run ran; sell sold; send sent; sit sat; speak spoke spoken; spend spent; steal stole stolen;
    take took taken; teach taught; think thought; win won; write wrote written; break broke broken; drive drove driven;
    dismiss sack; aircraft plane airplane aeroplane; attorney lawyer; car automobile; doctor physician; employee staff;
    lorry truck; shop store; long length; high height; wide width; deep depth; heavy weigh weight;
    authorise authorize; centre center; labour labor; licence license; litre liter; metre meter; organisation organization;
    programme program
"""
"""Words of one meaning, irregular forms among them, which no stemmer joins; and British beside American spelling."""


def _plain_stem(word: str) -> str:
    return str(_STEMMER.stemWord(word.lower().replace("’", "'").removesuffix("'s").strip("'-&")))


_HEADS = {
    _plain_stem(word): _plain_stem(group.split()[0]) for group in _LIKE_WORDS.split(";") for word in group.split()
}


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word (Snowball's English stemmer), lower-case; one stem for words of one meaning.

    >>> stem("Purchases"), stem("bought")
    ('acquir', 'acquir')
    """
    plain = _plain_stem(word)
    return _HEADS.get(plain, plain)


def stem_set(words: str) -> frozenset[str]:
    """The stems of a list of words written as text."""
    return frozenset(map(stem, words.split()))


@lru_cache(maxsize=8192)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text that carry its matter; function words and words of measure left out.

    >>> sorted(content_stems("The company paid about 40 licences in 2019."))
    ['licenc', 'pay']
    """
    return frozenset(ordered_stems(text))


@lru_cache(maxsize=8192)
def ordered_stems(text: str) -> tuple[str, ...]:
    """The stems of these words in the order of the text."""
    words = (word.lower() for word in _WORD.findall(text))
    return tuple(stem(word) for word in words if word not in STOPWORDS and len(word) > 1)


@lru_cache(maxsize=4096)
def all_stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(stem(word) for word in _WORD.findall(text))
