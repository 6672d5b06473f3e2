"""What was read in place of a Bates number that its neighbours mended."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column; numbers read before were not mended."""
    op.add_column("page", sa.Column("bates_as_read", sa.Text(), server_default="", nullable=False))
