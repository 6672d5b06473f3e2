"""The first tables: cases, claims, documents, passages, evidence, reviews and verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("review", "verdict")  # a decision is never changed or erased: a newer one stands beside it


def upgrade() -> None:
    """Make every table, and refuse changes to what people decided."""
    op.create_table(
        "case",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("question", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("slug"),
    )
    op.create_table(
        "document",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("media_type", sa.Text(), server_default="", nullable=False),
        sa.Column("own_title", sa.Text(), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), server_default="", nullable=False),
        sa.Column("received_at", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
    op.create_table(
        "embedding",
        sa.Column("text_sha256", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_sha256", "model"),
    )
    op.create_table(
        "case_document",
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("weight", sa.Text(), server_default="", nullable=False),
        sa.Column("issuer", sa.Text(), server_default="", nullable=False),
        sa.Column("document_date", sa.Text(), server_default="", nullable=False),
        sa.Column("published_date", sa.Text(), server_default="", nullable=False),
        sa.Column("obtained_by", sa.Text(), server_default="", nullable=False),
        sa.Column("obtained_how", sa.Text(), server_default="", nullable=False),
        sa.Column("obtained_date", sa.Text(), server_default="", nullable=False),
        sa.Column("request_number", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.Column("is_digest", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_slug"],
            ["case.slug"],
        ),
        sa.ForeignKeyConstraint(
            ["document_sha256"],
            ["document.sha256"],
        ),
        sa.PrimaryKeyConstraint("case_slug", "document_sha256"),
    )
    op.create_table(
        "claim",
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("speaker", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), server_default="", nullable=False),
        sa.Column("organisation", sa.Text(), server_default="", nullable=False),
        sa.Column("party", sa.Text(), server_default="", nullable=False),
        sa.Column("date", sa.Text(), server_default="", nullable=False),
        sa.Column("venue", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("source_url", sa.Text(), server_default="", nullable=False),
        sa.Column("wording", sa.Text(), server_default="", nullable=False),
        sa.Column("context", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("added_at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_slug"],
            ["case.slug"],
        ),
        sa.PrimaryKeyConstraint("case_slug", "id"),
    )
    op.create_table(
        "failure",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), server_default="", nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
        sa.Column("failed_at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_slug"],
            ["case.slug"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("failure_case", "failure", ["case_slug"], unique=False)
    op.create_table(
        "page",
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("read_as", sa.Text(), server_default="", nullable=False),
        sa.Column("unread_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("width", sa.Float(), nullable=True),
        sa.Column("height", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_sha256"],
            ["document.sha256"],
        ),
        sa.PrimaryKeyConstraint("document_sha256", "number"),
    )
    op.create_table(
        "claim_check",
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("searched", sa.Text(), server_default="", nullable=False),
        sa.Column("models", sa.Text(), server_default="", nullable=False),
        sa.Column("hypothesis", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("checked_at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["case_slug", "claim_id"],
            ["claim.case_slug", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("case_slug", "claim_id"),
    )
    op.create_table(
        "passage",
        sa.Column("row", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document_sha256", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name="span"),
        sa.ForeignKeyConstraint(
            ["document_sha256", "page"],
            ["page.document_sha256", "page.number"],
        ),
        sa.PrimaryKeyConstraint("row"),
        sa.UniqueConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("passage_document", "passage", ["document_sha256"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("justification", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("label IN ('Supported', 'Contradicted', 'Mixed', 'Not enough evidence')", name="label"),
        sa.ForeignKeyConstraint(
            ["case_slug", "claim_id"],
            ["claim.case_slug", "claim.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("verdict_claim", "verdict", ["case_slug", "claim_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_slug", sa.Text(), nullable=False),
        sa.Column("claim_id", sa.Text(), nullable=False),
        sa.Column("passage_row", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("relevance", sa.Float(), nullable=False),
        sa.Column("stance", sa.Text(), server_default="", nullable=False),
        sa.Column("supports", sa.Float(), nullable=False),
        sa.Column("contradicts", sa.Float(), nullable=False),
        sa.Column("neutral", sa.Float(), nullable=False),
        sa.Column("rationale_start", sa.Integer(), nullable=False),
        sa.Column("rationale_end", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("stance IN ('supports', 'contradicts', 'neutral')", name="stance"),
        sa.ForeignKeyConstraint(
            ["case_slug", "claim_id"],
            ["claim.case_slug", "claim.id"],
        ),
        sa.ForeignKeyConstraint(
            ["passage_row"],
            ["passage.row"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_slug", "claim_id", "passage_row", name="evidence_once"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), server_default="", nullable=False),
        sa.Column("stance", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewer", sa.Text(), server_default="", nullable=False),
        sa.Column("reviewed_at", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("decision IN ('agree', 'correct', 'not relevant')", name="decision"),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["evidence.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("review_evidence", "review", ["evidence_id"], unique=False)
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
