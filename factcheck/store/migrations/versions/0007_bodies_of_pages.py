"""Where the body of a page stands in its text, between running headers and footers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the columns; the body of a page read before is all its text."""
    op.add_column("page", sa.Column("body_start", sa.Integer(), server_default="0", nullable=False))
    op.add_column("page", sa.Column("body_end", sa.Integer(), nullable=True))
