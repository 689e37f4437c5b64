"""The index of content files: what is done and what is not, per file, without reading the files again."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base, UtcDateTime


class IndexedPage(Base):
    """One content file as last indexed; rebuilt from the files at any time, so nothing may refer to it.

    `digest` covers all that the counts depend on: this file, its Swedish source, the term banks and the
    pictures.
    """

    __tablename__ = "content_index"

    path: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    content_id: Mapped[str]
    lang: Mapped[str]
    blocks: Mapped[int]
    approved: Mapped[int]
    unreviewed: Mapped[int]
    missing: Mapped[int]
    outdated: Mapped[int]
    errors: Mapped[int]
    warnings: Mapped[int]
    digest: Mapped[str]
    indexed_at: Mapped[datetime] = mapped_column(UtcDateTime)
