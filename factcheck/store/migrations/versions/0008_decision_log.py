"""The decision log, a digest of every row, and what is known of the workspace as a whole."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables; what was decided before is entered by `store/found.py`, once all tables are up to date."""
    op.create_table(
        "log",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("claim_id", sa.Text(), server_default="", nullable=False),
        sa.Column("action", sa.Text(), server_default="", nullable=False),
        sa.Column("row_id", sa.Integer()),
        sa.Column("undoes", sa.Integer()),
        sa.Column("entry", sa.Text(), server_default="", nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("hash", sa.Text(), server_default="", nullable=False),
    )
    op.create_index("log_claim", "log", ["case_slug", "claim_id"])
    op.create_index("log_undoes", "log", ["case_slug", "undoes"])
    op.create_table(
        "row_digest",
        sa.Column("table_name", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "workspace_state",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
    )
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER log_no_{change.lower()} BEFORE {change} ON log "
            "BEGIN SELECT RAISE(ABORT, 'log is append-only'); END"
        )
