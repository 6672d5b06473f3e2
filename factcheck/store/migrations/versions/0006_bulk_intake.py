"""What bulk work needs to go on where it was stopped: what a path held, what lay in a file, and the bytes that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the two tables, and give failures what a second try needs."""
    op.create_table(
        "seen_path",
        sa.Column("path", sa.LargeBinary(), primary_key=True),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
    )
    op.create_table(
        "part",
        sa.Column("container_sha256", sa.Text(), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
    )
    op.create_index("part_sha256", "part", ["sha256"])
    op.add_column("failure", sa.Column("sha256", sa.Text(), server_default="", nullable=False))
    op.add_column("failure", sa.Column("provenance", sa.Text(), server_default="{}", nullable=False))
    op.add_column("failure", sa.Column("read_version", sa.Integer(), server_default="0", nullable=False))
