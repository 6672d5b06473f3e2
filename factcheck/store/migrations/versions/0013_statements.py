"""Statements out of which claims are taken, and where in them a claim stands."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add table and columns; claims made before were typed or imported, and have no place."""
    op.add_column("claim", sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.add_column("claim", sa.Column("original", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "statement",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("document_sha256", sa.Text(), sa.ForeignKey("document.sha256"), primary_key=True),
        *(
            sa.Column(name, sa.Text(), server_default="", nullable=False)
            for name in ("title", "speaker", "organisation", "date", "source_url", "added_at")
        ),
    )
