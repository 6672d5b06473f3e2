"""The tables, as SQLAlchemy Core knows them; the migrations make the same, and a test compares the two.

All tables stand in one module, in the order of the flow: each foreign key can be read beside what it points to.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()


def _flag(name: str) -> Column[bool]:
    """Yes or no, and no where nobody said."""
    return Column(name, Boolean, nullable=False, server_default="0")


def _text(name: str) -> Column[str]:
    """A text that is never NULL: what is unknown is empty."""
    return Column(name, Text, nullable=False, server_default="")


case = Table(
    "case",
    metadata,
    Column("slug", Text, primary_key=True),
    _text("title"),
    _text("question"),
    _text("summary"),
    _text("created_at"),
    _flag("double_review"),
)

case_protected = Table(
    "case_protected",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("text", Text, primary_key=True),  # must not occur in a protected export
)

claim = Table(
    "claim",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("id", Text, primary_key=True),
    Column("position", Integer, nullable=False),  # order in which the claims came
    _text("text"),
    _text("speaker"),
    _text("role"),
    _text("organisation"),
    _text("party"),
    _text("date"),
    _text("venue"),
    _text("source"),
    _text("source_url"),
    _text("wording"),
    _text("context"),
    _text("note"),
    _text("added_at"),
    _text("place"),
    _text("original"),
)

statement = Table(
    "statement",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("document_sha256", ForeignKey("document.sha256"), primary_key=True),
    _text("title"),
    _text("speaker"),
    _text("organisation"),
    _text("date"),
    _text("source_url"),
    _text("added_at"),
)
"""Statements out of which claims are taken: kept as documents are, but no evidence of a case unless added to it."""

document = Table(
    "document",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the bytes as received
    _text("file"),
    _text("media_type"),
    _text("own_title"),  # the title that the file itself carries
    Column("size", Integer, nullable=False),
    _text("reader"),
    _text("received_at"),
)

case_document = Table(
    "case_document",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("document_sha256", ForeignKey("document.sha256"), primary_key=True),
    _text("title"),
    _text("kind"),
    _text("weight"),
    _text("issuer"),
    _text("document_date"),
    _text("published_date"),
    _text("obtained_by"),
    _text("obtained_how"),
    _text("obtained_date"),
    _text("request_number"),
    _text("source_url"),
    Column("is_digest", Boolean, nullable=False, server_default="0"),
    _text("note"),
    _text("added_at"),
)

page = Table(
    "page",
    metadata,
    Column("document_sha256", ForeignKey("document.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),  # 1-based
    _text("text"),
    _text("text_sha256"),  # of the text as it was read, so that a later change shows
    _text("read_as"),
    _text("unread_reason"),
    Column("width", Float),  # points
    Column("height", Float),  # points
    Column("confidence", Float),  # of OCR, 0 to 1
    _text("reader"),  # of this page, where it was not that of the document: an engine of OCR
    _text("bates"),
    _text("bates_as_read"),
    Column("redactions", Text, nullable=False, server_default="[]"),  # JSON
    Column("body_start", Integer, nullable=False, server_default="0"),  # between running headers and footers
    Column("body_end", Integer),  # None: to the end of the text
)

signature = Table(
    "signature",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=True),  # the order in which they came
    Column("document_sha256", ForeignKey("document.sha256"), nullable=False, unique=True),
    _text("made_as"),  # the way of making it; others are made anew
    Column("n_shingles", Integer, nullable=False),
    Column("hashes", LargeBinary, nullable=False),  # little-endian uint32
    sqlite_autoincrement=True,
)

resemblance = Table(
    "resemblance",
    metadata,
    Column("one_sha256", ForeignKey("document.sha256"), primary_key=True),  # the lesser of the two
    Column("other_sha256", ForeignKey("document.sha256"), primary_key=True),
    Column("similarity", Float, nullable=False),
    Column("contained", Float, nullable=False),  # share of the shorter that stands in the longer
)

page_words = Table(
    "page_words",
    metadata,
    Column("document_sha256", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("words", LargeBinary, nullable=False),  # as `store/words.py` packs them
    ForeignKeyConstraint(["document_sha256", "number"], ["page.document_sha256", "page.number"]),
)

passage = Table(
    "passage",
    metadata,
    Column("row", Integer, primary_key=True, autoincrement=True),  # the number that the indexes know it by
    Column("id", Text, nullable=False, unique=True),
    Column("document_sha256", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    ForeignKeyConstraint(["document_sha256", "page"], ["page.document_sha256", "page.number"]),
    CheckConstraint('"start" >= 0 AND "start" < "end"', name="span"),
    Index("passage_document", "document_sha256"),
    sqlite_autoincrement=True,  # a row number is never used twice, so an index can never point at another passage
)

embedding = Table(
    "embedding",
    metadata,
    Column("text_sha256", Text, primary_key=True),  # of the passage's text, UTF-8
    Column("model", Text, primary_key=True),  # fingerprint of the encoder
    Column("vector", LargeBinary, nullable=False),  # little-endian float32, unit length
)

failure = Table(
    "failure",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_slug", ForeignKey("case.slug"), nullable=False),
    _text("path"),
    Column("page", Integer),
    _text("reason"),
    _text("remedy"),
    _text("failed_at"),
    _text("sha256"),  # of its bytes, where they are kept in quarantine
    Column("provenance", Text, nullable=False, server_default="{}"),  # JSON, for a second try
    Column("read_version", Integer, nullable=False, server_default="0"),  # of the readers that failed
    Index("failure_case", "case_slug"),
)

seen_path = Table(
    "seen_path",
    metadata,
    Column("path", LargeBinary, primary_key=True),  # as the system spells it; a name need not be text
    _text("state"),  # size, times and number of the file when it was hashed: while they stay, so do its bytes
    _text("sha256"),
)

part = Table(
    "part",
    metadata,
    Column("container_sha256", Text, primary_key=True),  # of an archive or a message
    Column("position", Integer, primary_key=True),
    _text("name"),  # as it is called in there, with folders
    _text("sha256"),  # "" where it could not be unpacked
    _text("reason"),
    _text("remedy"),
    Index("part_sha256", "sha256"),
)

original = Table(
    "original",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("digest_sha256", ForeignKey("document.sha256"), primary_key=True),
    Column("original_sha256", ForeignKey("document.sha256"), nullable=False),
    _text("url"),
    _text("final_url"),
    _text("fetched_at"),
    Index("original_sha256", "original_sha256"),
)

claim_check = Table(
    "claim_check",
    metadata,
    Column("case_slug", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    _text("searched"),  # JSON
    _text("models"),  # JSON
    _text("hypothesis"),
    _text("state"),  # fingerprint of the documents and the models that were asked
    _text("checked_at"),
    _text("second"),  # JSON: what became of asking the second reader; "" where none is set up
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
)

evidence = Table(
    "evidence",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_slug", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("passage_row", ForeignKey("passage.row"), nullable=False),
    Column("rank", Integer),  # 1 is best; NULL where the last check did not retrieve it
    Column("similarity", Float, nullable=False),
    Column("relevance", Float, nullable=False),
    _text("stance"),
    Column("supports", Float, nullable=False),
    Column("contradicts", Float, nullable=False),
    Column("neutral", Float, nullable=False),
    Column("rationale_start", Integer, nullable=False),
    Column("rationale_end", Integer, nullable=False),
    _text("reasons"),  # JSON list
    _text("read_by"),  # the stance model
    _text("second"),  # JSON: the second opinion; "" where there is none
    _text("by_model"),  # JSON: what the model alone gives to each stance; "" where no rule corrected it
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
    UniqueConstraint("case_slug", "claim_id", "passage_row", name="evidence_once"),
    CheckConstraint("stance IN ('supports', 'contradicts', 'neutral')", name="stance"),
    sqlite_autoincrement=True,
)

review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("evidence_id", ForeignKey("evidence.id"), nullable=False),
    _text("decision"),
    Column("stance", Text),
    _text("note"),
    _text("reviewer"),
    _text("reviewed_at"),
    _flag("settles"),
    CheckConstraint("decision IN ('agree', 'correct', 'not relevant')", name="decision"),
    Index("review_evidence", "evidence_id"),
)

verdict = Table(
    "verdict",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_slug", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    _text("label"),
    _text("justification"),
    _text("reviewer"),
    _text("decided_at"),
    _flag("settles"),
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
    CheckConstraint(
        "label IN ('Supported', 'Contradicted', 'Mixed', 'Not enough evidence')",
        name="label",
    ),
    Index("verdict_claim", "case_slug", "claim_id"),
)

log = Table(
    "log",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("number", Integer, primary_key=True),  # from 1, without gaps, a chain a case
    _text("claim_id"),
    _text("action"),  # of an imported entry, that of the entry it carries
    Column("row_id", Integer),  # of the review or verdict that is recorded
    Column("undoes", Integer),  # the entry that counts no more
    _text("entry"),  # canonical JSON; the columns before it say the same, for searching
    _text("previous"),
    _text("hash"),
    Index("log_claim", "case_slug", "claim_id"),
    Index("log_undoes", "case_slug", "undoes"),
)

row_digest = Table(
    "row_digest",
    metadata,
    Column("table_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # the primary key as JSON
    Column("digest", LargeBinary, nullable=False),  # as `store/guard.py` makes it
    sqlite_with_rowid=False,
)

workspace_state = Table(
    "workspace_state",
    metadata,
    Column("name", Text, primary_key=True),
    _text("value"),
)

person_role = Table(
    "person_role",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the newest row of a person counts, none is changed
    Column("person", Text, nullable=False),  # as `people.identify` spells them
    _text("shown_as"),  # as they spell themselves
    _text("name"),
    _text("role"),  # "" once it is taken away
    _text("set_by"),
    _text("set_at"),
    CheckConstraint("role IN ('', 'viewer', 'reviewer', 'adjudicator', 'admin')", name="role"),
    Index("person_role_person", "person"),
)

last_seen = Table(
    "last_seen",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    Column("person", Text, primary_key=True),
    Column(
        "entry", Integer, nullable=False
    ),  # newest entry of the decision log when they last said that they had looked
    _text("seen_at"),
)

study_case = Table(
    "study_case",
    metadata,
    Column("case_slug", ForeignKey("case.slug"), primary_key=True),
    _text("folder"),  # where the case folder with the answers lies
)

study_answer = Table(
    "study_answer",
    metadata,
    Column("case_slug", Text, primary_key=True),
    Column("claim_id", Text, primary_key=True),
    Column("student", Text, primary_key=True),
    _text("label"),  # "" until one is chosen
    _text("justification"),
    _text("submitted_at"),  # "" while it is a draft
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
    CheckConstraint("label IN ('', 'Supported', 'Contradicted', 'Mixed', 'Not enough evidence')", name="label"),
)

study_mark = Table(
    "study_mark",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_slug", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("student", Text, nullable=False),
    Column("document_sha256", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    _text("stance"),
    _text("marked_at"),
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
    ForeignKeyConstraint(["document_sha256", "page"], ["page.document_sha256", "page.number"]),
    CheckConstraint('"start" >= 0 AND "start" < "end"', name="span"),
    CheckConstraint("stance IN ('supports', 'contradicts')", name="stance"),
    UniqueConstraint(
        "case_slug", "claim_id", "student", "document_sha256", "page", "start", "end", name="study_mark_once"
    ),
)

study_hint = Table(
    "study_hint",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("case_slug", Text, nullable=False),
    Column("claim_id", Text, nullable=False),
    Column("student", Text, nullable=False),
    Column("document_sha256", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    _text("taken_at"),
    ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
    ForeignKeyConstraint(["document_sha256", "page"], ["page.document_sha256", "page.number"]),
    CheckConstraint("step IN (1, 2, 3)", name="step"),
    UniqueConstraint(
        "case_slug", "claim_id", "student", "document_sha256", "page", "start", "end", "step", name="study_hint_once"
    ),
)
