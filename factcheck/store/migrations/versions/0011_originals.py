"""Which document is the original of which digest, and where it was fetched."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "original",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("digest_sha256", sa.Text(), sa.ForeignKey("document.sha256"), primary_key=True),
        sa.Column("original_sha256", sa.Text(), sa.ForeignKey("document.sha256"), nullable=False),
        sa.Column("url", sa.Text(), server_default="", nullable=False),
        sa.Column("final_url", sa.Text(), server_default="", nullable=False),
        sa.Column("fetched_at", sa.Text(), server_default="", nullable=False),
    )
    op.create_index("original_sha256", "original", ["original_sha256"])
