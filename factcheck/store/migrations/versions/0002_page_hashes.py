"""The SHA-256 of every page's text beside it, so that a text changed after it was read is found."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the column, and fill it from the texts as they are now."""
    op.add_column("page", sa.Column("text_sha256", sa.Text(), server_default="", nullable=False))
    db = op.get_bind()
    change = sa.text("UPDATE page SET text_sha256 = :hash WHERE document_sha256 = :document AND number = :number")
    for document, number, text in db.execute(sa.text("SELECT document_sha256, number, text FROM page")).fetchall():
        found = hashlib.sha256(text.encode("utf-8")).hexdigest()
        db.execute(change, {"hash": found, "document": document, "number": number})
