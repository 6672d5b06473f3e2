"""Where the words of a page stand, how sure OCR was, its Bates number and its redactions."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns and the table; papers read before have no words until they are read again."""
    op.add_column("page", sa.Column("confidence", sa.Float()))
    op.add_column("page", sa.Column("bates", sa.Text(), server_default="", nullable=False))
    op.add_column("page", sa.Column("redactions", sa.Text(), server_default="[]", nullable=False))
    op.create_table(
        "page_words",
        sa.Column("document_sha256", sa.Text(), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["document_sha256", "number"], ["page.document_sha256", "page.number"]),
    )
