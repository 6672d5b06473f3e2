"""Pages -> passages: exact spans of one page's text, made of whole sentences that overlap a little.

Sentences are found by sentencex; what it cannot see is added here: which line breaks end a sentence (headings, items of
a list, rows of a table) and which only wrap it. Everything here is pure, and nothing changes the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import sentencex

from factcheck.model import Page, Passage, Span

PASSAGES_VERSION = 2
"""Raise this when the same page gives other passages than before, so that stored ones are known to be old."""

MIN_WORDS = 80  # a passage with fewer says too little by itself, unless its page has no more
TARGET_WORDS = 120  # a passage that reaches this takes no further sentence: the encoder reads about 256 tokens
MAX_WORDS = 160  # the end of a page moves into its last passage up to here
OVERLAP_WORDS = 30  # a statement that falls on a passage's edge stands whole, with its neighbours, in one of two
OVERLAP_SENTENCES = 2
MAX_SENTENCE_WORDS = 100  # longer ones are tables or lists, or text without punctuation
CUT_SENTENCE_WORDS = 80  # and are cut after about as many words
LONG_WORD = 20  # characters; a longer run counts as several words: leaders of dots, addresses, scripts without spaces
FULL_LINE = 0.8  # of the width of the page's lines; a line that stays below it was ended on purpose
WIDTH_QUANTILE = 0.9  # of the lengths of a page's lines: their width, when a few outliers are left aside

CELL_BREAK = " | "  # between the cells of a row, as the readers of tables write it

_LINE = re.compile(r"[^\n]+")
_WORD = re.compile(rf"\S{{1,{LONG_WORD}}}")
_HEADING = re.compile(r"#{1,6} ")
_BULLET = re.compile(r"[•●▪■◦‣·○□☐☑☒►➢✓] ?")
_ITEM_SIGN = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]")
_ITEM = re.compile(rf"(?:[-–—*+]|{_ITEM_SIGN.pattern}) ")
_DATED = re.compile(r"\d{1,2}/\d{1,2}/\d{4} \w")  # as the rows of a docket or a log begin
_FOOTNOTE = re.compile(r"\d{1,3}[A-Z][A-Za-z]")  # its number stands before its first word, without a space
_ENDS_SENTENCE = re.compile(r"[.!?:;…][\"'”’)\]]*\d{0,3}$")
_FIGURE = re.compile(r"[(\[]?[-–—−+]?[$€£¥]?\(?\d[\d,.]*[)\]%]*(?<!,)$|[-–—−]$")
_SIGNS_OF_FIGURES = frozenset("$€£¥%)|")
_ABBREVIATION = re.compile(  # before a figure or a lower-case letter these never end a sentence
    r"(?:^|[\s(])(?:Supp|Fed|Cir|Doc|Dkt|Nos?|Exs?|Stat|Reg|Rev|App|Ct|Cal|Vol|Sec|Art|Ch|Figs?|Id|F|cf|pp?|ca)\.$"
)
_STARTS_ANEW = re.compile(r"\W*(\w)")
_CONTINUES = re.compile(r"[a-z\d§¶]")
_ALPHANUMERIC = re.compile(r"[^\W_]")
_REFERENCE = re.compile(r"\[[^\]]{1,40}\]")  # such as "[12]", after the full stop of what it belongs to


def split_passages(document_sha256: str, page: Page) -> list[Passage]:
    """Split the text of a page into passages of about `MIN_WORDS` to `MAX_WORDS` words.

    Args:
        document_sha256: of the document, for the passages' ids.
        page: a page with its final text.

    Returns:
        Passages of the page's body in order; ``page.text[p.start:p.end] == p.text``. Neighbours share one or two short
        sentences. A page with less text gives one short passage, one without any none.
    """
    at = page.body_start
    sentences = split_sentences(page.text[at : page.body_end])
    spans = ((at + sentences[first].start, at + sentences[last].end) for first, last in _group(sentences))
    name = f"{document_sha256[:12]}-p{page.number}"
    return [
        Passage(f"{name}-{start}-{end}", document_sha256, page.number, start, end, page.text[start:end])
        for start, end in spans
    ]


def split_sentences(text: str) -> list[Span]:
    r"""Find the sentences of a text, headings, items and rows of tables among them.

    Returns:
        Spans in order that do not overlap and together hold every character but white space; none begins or ends with
        white space, and none has more than `MAX_SENTENCE_WORDS` words.

    >>> [sentence.text for sentence in split_sentences("# Findings\nThe contract\nended. It was not renewed.")]
    ['# Findings', 'The contract\nended.', 'It was not renewed.']
    """
    return [
        span
        for block in _split_blocks(text, _measure_width(text))
        for sentence in _split_block(text, *block)
        for span in _cut_long(text, *sentence)
    ]


def count_words(text: str) -> int:
    """Count the words of a text; a run of more than `LONG_WORD` characters without a space counts as several."""
    return len(_WORD.findall(text))


def _group(sentences: list[Span]) -> Iterator[tuple[int, int]]:
    """Give the first and last sentence of each passage."""
    words = [count_words(sentence.text) for sentence in sentences]
    rest = sum(words)  # from `first` to the end of the page
    first, previous = 0, -1
    while first < len(words):
        last, size = (len(words) - 1, rest) if rest <= MAX_WORDS else _fill(words, first)
        if last == len(words) - 1:
            yield _extend_back(words, first, size, previous), last
            return
        yield first, last
        previous, next_first = first, _step_back(words, first, last)
        rest -= sum(words[first:next_first])
        first = next_first


def _fill(words: list[int], first: int) -> tuple[int, int]:
    """Take sentences until the target is reached or the next would not fit; give the last one and the words."""
    last, size = first, words[first]
    while last + 1 < len(words) and size < TARGET_WORDS and size + words[last + 1] <= MAX_WORDS:
        last += 1
        size += words[last]
    return last, size


def _step_back(words: list[int], first: int, last: int) -> int:
    """Give the first sentence of the next passage: the overlap's, or the one after ``last`` where that is too long."""
    next_first, overlap = last + 1, 0
    for candidate in range(last, max(first, last - OVERLAP_SENTENCES), -1):
        overlap += words[candidate]
        if overlap > OVERLAP_WORDS:
            break
        next_first = candidate
    return next_first


def _extend_back(words: list[int], first: int, size: int, previous: int) -> int:
    """Let the last passage of a page begin earlier while it is short, but after the beginning of the one before."""
    while first - 1 > previous and size < MIN_WORDS and size + words[first - 1] <= MAX_WORDS:
        first -= 1
        size += words[first]
    return first


def _measure_width(text: str) -> int:
    """Give the width of a text's lines in characters."""
    lengths = sorted(len(line) for line in text.split("\n") if line)
    return lengths[int(WIDTH_QUANTILE * (len(lengths) - 1))] if lengths else 0


def _split_blocks(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Give the spans between the line breaks that end a sentence whatever the punctuation."""
    start = end = -1
    line = ""
    for match in _LINE.finditer(text):
        if start >= 0 and (match.start() > end + 1 or _is_meant(line, match[0], width)):
            yield start, end
            start = -1
        start = match.start() if start < 0 else start
        end, line = match.end(), match[0]
    if start >= 0:
        yield start, end


def _is_meant(line: str, following: str, width: int) -> bool:
    """Tell whether the break between two lines was meant, or only wraps a sentence."""
    if _goes_on_with_figures(line, following):
        return False
    return (
        bool(_HEADING.match(line) or _HEADING.match(following))
        or bool(_BULLET.match(following) or _DATED.match(following))
        or bool(_FOOTNOTE.match(following) and not line.endswith(","))
        or bool(_ITEM.match(following) and (_ENDS_SENTENCE.search(line[-20:]) or _ITEM.match(line)))
        or (line.endswith(":") and _starts_anew(following))
        or _is_row(line)
        or _is_short(line, following, width)
    )


def _is_row(line: str) -> bool:
    """Tell a row of a table: cells with a bar between them, or two figures at its end."""
    figures = [_FIGURE.match(word) for word in line.rsplit(maxsplit=6)[-6:] if word not in _SIGNS_OF_FIGURES]
    return CELL_BREAK in line or (len(figures) > 1 and all(figures[-2:]))


def _goes_on_with_figures(line: str, following: str) -> bool:
    """Tell figures that belong to the label before them, but not the number of a page, or the next row."""
    words = [word for word in following[:200].split() if word not in _SIGNS_OF_FIGURES]
    is_figures = bool(words) and all(_FIGURE.match(word) for word in words)
    return is_figures and (len(words) > 1 or words[0][0] == "(") and not _is_row(line)


def _is_short(line: str, following: str, width: int) -> bool:
    """Tell a line that ended although the next word would have fitted on it, such as a heading or a label."""
    first_word = following.split(" ", 1)[0]
    return len(line) + 1 + len(first_word) < FULL_LINE * width and _starts_anew(following)


def _starts_anew(line: str) -> bool:
    """Tell whether a line may be the first of something: its first letter is a capital, or it begins with a figure."""
    match = _STARTS_ANEW.match(line)
    return match is not None and (match[1].isupper() or match[1].isdigit())


def _split_block(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the sentences of a block, mended where sentencex stops at an abbreviation or at stray punctuation.

    A row of cells stays whole, full stops in it or not, so that a figure keeps its label.
    """
    row = text[start:end]
    if CELL_BREAK in row.strip() and "\n" not in row:
        yield start + len(row) - len(row.lstrip()), end - len(row) + len(row.rstrip())
        return
    spans: list[tuple[int, int]] = []
    for first, last in _segment(text, start, end):
        if spans and _belongs(text[max(spans[-1][0], first - 12) : spans[-1][1]], text[first:last]):
            spans[-1] = spans[-1][0], last
        else:
            spans.append((first, last))
    yield from spans


def _belongs(before: str, sentence: str) -> bool:
    """Tell whether what sentencex takes for a new sentence goes on with the one before."""
    if _ITEM_SIGN.fullmatch(before) or _REFERENCE.fullmatch(sentence) or not _ALPHANUMERIC.search(sentence):
        return True
    if sentence.startswith("("):  # sentencex takes "(5)" for the sign of an item wherever it stands
        return _ENDS_SENTENCE.search(before) is None or _ABBREVIATION.search(before) is not None
    return _CONTINUES.match(sentence) is not None and _ABBREVIATION.search(before) is not None


def _segment(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the sentences of a block by sentencex, without white space at their ends."""
    block = text[start:end].replace("\n", " ")  # of equal length, so that offsets hold
    for boundary in sentencex.get_sentence_boundaries("en", block):
        sentence = block[boundary["start_index"] : boundary["end_index"]]
        if stripped := sentence.strip():
            at = start + boundary["start_index"] + len(sentence) - len(sentence.lstrip())
            yield at, at + len(stripped)


def _cut_long(text: str, start: int, end: int) -> Iterator[Span]:
    """Cut a sentence of too many words: at the last line break within reach, else between words, else within one."""
    while next(islice(_WORD.finditer(text, start, end), MAX_SENTENCE_WORDS, None), None) is not None:
        cut = _find_cut(text, start, end)
        yield Span(start, cut, text[start:cut])
        following = _WORD.search(text, cut, end)
        start = following.start() if following else end
    yield Span(start, end, text[start:end])


def _find_cut(text: str, start: int, end: int) -> int:
    """Give where to cut: the last semicolon, else line break, in the second half of `CUT_SENTENCE_WORDS` words."""
    clause = line_break = word_end = 0
    at = start
    for n_words, word in enumerate(islice(_WORD.finditer(text, start, end), CUT_SENTENCE_WORDS), start=1):
        at = word.end()
        if at == end or not text[at].isspace():
            continue
        word_end = at
        if n_words > CUT_SENTENCE_WORDS // 2:
            clause = at if text[at - 1] == ";" else clause
            line_break = at if text[at] == "\n" else line_break
    return clause or line_break or word_end or at
