"""The strings that a case keeps out of its protected exports."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the table; cases of before list nothing."""
    op.create_table(
        "case_protected",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("text", sa.Text(), primary_key=True),
    )
