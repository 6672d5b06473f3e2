"""What the model alone gives where a rule corrected it."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column; of what was read before, nobody kept what the model gave before a rule."""
    op.add_column("evidence", sa.Column("by_model", sa.Text(), server_default="", nullable=False))
