"""Which stance model read each passage, what a second reader says of it, and what became of asking that one."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add the columns; of what was read before, nobody noted by which model passage by passage."""
    for table, column in (("evidence", "read_by"), ("evidence", "second"), ("claim_check", "second")):
        op.add_column(table, sa.Column(column, sa.Text(), server_default="", nullable=False))
