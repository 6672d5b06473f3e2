"""What read a page, where it was not the document's reader."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column; no page was read by OCR before."""
    op.add_column("page", sa.Column("reader", sa.Text(), server_default="", nullable=False))
