"""What students do in case studies, apart from everything that a real case holds."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "study_case",
        sa.Column("case_slug", sa.Text(), sa.ForeignKey("case.slug"), primary_key=True),
        sa.Column("folder", sa.Text(), server_default="", nullable=False),
    )
    op.create_table(
        "study_answer",
        sa.Column("case_slug", sa.Text(), primary_key=True),
        sa.Column("claim_id", sa.Text(), primary_key=True),
        sa.Column("student", sa.Text(), primary_key=True),
        sa.Column("label", sa.Text(), server_default="", nullable=False),
        sa.Column("justification", sa.Text(), server_default="", nullable=False),
        sa.Column("submitted_at", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
        sa.CheckConstraint("label IN ('', 'Supported', 'Contradicted', 'Mixed', 'Not enough evidence')", name="label"),
    )
    _create_places(
        "study_mark",
        sa.Column("stance", sa.Text(), server_default="", nullable=False),
        sa.Column("marked_at", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name="span"),
        sa.CheckConstraint("stance IN ('supports', 'contradicts')", name="stance"),
    )
    _create_places(
        "study_hint",
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("step IN (1, 2, 3)", name="step"),
        once=("step",),
    )


def _create_places(name: str, *own: SchemaItem, once: tuple[str, ...] = ()) -> None:
    """A table of places on pages that belong to one student and one claim."""
    place = ("case_slug", "claim_id", "student", "document_sha256", "page", "start", "end")
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        *(sa.Column(column, sa.Text(), nullable=False) for column in place[:4]),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in place[4:]),
        *own,
        sa.ForeignKeyConstraint(["case_slug", "claim_id"], ["claim.case_slug", "claim.id"]),
        sa.ForeignKeyConstraint(["document_sha256", "page"], ["page.document_sha256", "page.number"]),
        sa.UniqueConstraint(*place, *once, name=f"{name}_once"),
    )
