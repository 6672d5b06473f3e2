"""Roles of people, review by two people, and what each person has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the tables and columns; every case goes on with one reviewer, and nobody has a role."""
    for table, column in (("case", "double_review"), ("review", "settles"), ("verdict", "settles")):
        op.add_column(table, sa.Column(column, sa.Boolean(), server_default="0", nullable=False))
    op.create_table(
        "person_role",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("person", sa.Text(), nullable=False),
        *(
            sa.Column(name, sa.Text(), server_default="", nullable=False)
            for name in ("shown_as", "name", "role", "set_by", "set_at")
        ),
        sa.CheckConstraint("role IN ('', 'viewer', 'reviewer', 'adjudicator', 'admin')", name="role"),
    )
    op.create_index("person_role_person", "person_role", ["person"])
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER person_role_no_{change.lower()} BEFORE {change} ON person_role "
            "BEGIN SELECT RAISE(ABORT, 'person_role is append-only'); END"
        )
    op.create_table(
        "last_seen",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("person", sa.Text(), primary_key=True),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.Text(), server_default="", nullable=False),
    )
