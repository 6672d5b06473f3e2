"""Signatures of documents, and which of them are copies or versions of each other."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add both tables; the next ingest signs what was read before, from the text that is stored."""
    op.create_table(
        "signature",
        sa.Column("row", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("document_sha256", sa.Text(), sa.ForeignKey("document.sha256"), nullable=False, unique=True),
        sa.Column("made_as", sa.Text(), server_default="", nullable=False),
        sa.Column("n_shingles", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "resemblance",
        sa.Column("one_sha256", sa.Text(), sa.ForeignKey("document.sha256"), primary_key=True),
        sa.Column("other_sha256", sa.Text(), sa.ForeignKey("document.sha256"), primary_key=True),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.Column("contained", sa.Float(), nullable=False),
    )
