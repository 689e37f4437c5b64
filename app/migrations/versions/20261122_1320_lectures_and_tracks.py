"""Create lectures, uploads, runs, tracks, their cues in every version, flags and publications."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1320"
down_revision = "20261122_1010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the slice `captions`."""
    _create_lectures()
    _create_lecture_runs()
    _create_tracks()
    _create_uploads()
    _create_cue_versions()
    _create_lecture_run_stages()
    _create_publications()
    _create_track_cues()
    _create_track_flags()
    _create_track_revisions()


def _create_lectures() -> None:
    op.create_table(
        "lectures",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("source_hash", sa.Text, nullable=False),
        sa.Column("source_size", sa.BigInteger, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("duration", sa.Integer, nullable=True),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name="fk_lectures_created_by_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_lectures"),
        sa.UniqueConstraint("slug", name="uq_lectures_slug"),
    )
    op.create_index("ix_lectures_source_hash", "lectures", ["source_hash"], unique=False)


def _create_lecture_runs() -> None:
    op.create_table(
        "lecture_runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("lecture_id", sa.Text, nullable=False),
        sa.Column("job_id", sa.Text, nullable=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("cancel_asked", sa.Boolean, nullable=False),
        sa.Column("fault", sa.Text, nullable=True),
        sa.Column("tail", sa.Text, nullable=True),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["lecture_id"], ["lectures.id"], name="fk_lecture_runs_lecture_id_lectures"),
        sa.ForeignKeyConstraint(["started_by"], ["accounts.id"], name="fk_lecture_runs_started_by_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_lecture_runs"),
    )
    op.create_index("ix_lecture_runs_lecture_id", "lecture_runs", ["lecture_id"], unique=False)


def _create_tracks() -> None:
    op.create_table(
        "tracks",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("lecture_id", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("next_cue", sa.Integer, nullable=False),
        sa.Column("approved_revision", sa.Integer, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["lecture_id"], ["lectures.id"], name="fk_tracks_lecture_id_lectures"),
        sa.PrimaryKeyConstraint("id", name="pk_tracks"),
        sa.UniqueConstraint("lecture_id", "language", name="uq_tracks_lecture_id_language"),
    )


def _create_uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("slug", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("file_name", sa.Text, nullable=False),
        sa.Column("length", sa.BigInteger, nullable=False),
        sa.Column("stored", sa.BigInteger, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("promised_hash", sa.Text, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lecture_id", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_uploads_account_id_accounts"),
        sa.ForeignKeyConstraint(["lecture_id"], ["lectures.id"], name="fk_uploads_lecture_id_lectures"),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
    )
    op.create_index("ix_uploads_account_id", "uploads", ["account_id"], unique=False)
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"], unique=False)


def _create_cue_versions() -> None:
    op.create_table(
        "cue_versions",
        sa.Column("track_id", sa.Text, nullable=False),
        sa.Column("cue_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("followed", sa.Text, nullable=True),
        sa.Column("by_machine", sa.Boolean, nullable=False),
        sa.Column("is_deleted", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_cue_versions_track_id_tracks"),
        sa.PrimaryKeyConstraint("track_id", "cue_id", "revision", name="pk_cue_versions"),
    )
    op.create_index(
        "ix_cue_versions_track_id_revision", "cue_versions", ["track_id", "revision"], unique=False
    )


def _create_lecture_run_stages() -> None:
    op.create_table(
        "lecture_run_stages",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("done", sa.Double(), nullable=False),
        sa.Column("seconds_left", sa.Double(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["lecture_runs.id"], name="fk_lecture_run_stages_run_id_lecture_runs"
        ),
        sa.PrimaryKeyConstraint("run_id", "name", name="pk_lecture_run_stages"),
    )


def _create_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("track_id", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("approver_id", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["accounts.id"], name="fk_publications_approver_id_accounts"
        ),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_publications_track_id_tracks"),
        sa.PrimaryKeyConstraint("id", name="pk_publications"),
    )
    op.create_index("ix_publications_track_id", "publications", ["track_id"], unique=False)


def _create_track_cues() -> None:
    op.create_table(
        "track_cues",
        sa.Column("track_id", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("sources", sa.JSON, nullable=False),
        sa.Column("followed", sa.Text, nullable=True),
        sa.Column("by_machine", sa.Boolean, nullable=False),
        sa.Column("is_deleted", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_track_cues_track_id_tracks"),
        sa.PrimaryKeyConstraint("track_id", "id", name="pk_track_cues"),
    )
    op.create_index("ix_track_cues_track_id_start", "track_cues", ["track_id", "start"], unique=False)


def _create_track_flags() -> None:
    op.create_table(
        "track_flags",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("track_id", sa.Text, nullable=False),
        sa.Column("doubt", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reviewed_by", sa.Text, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reviewed_by"], ["accounts.id"], name="fk_track_flags_reviewed_by_accounts"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_track_flags_track_id_tracks"),
        sa.PrimaryKeyConstraint("id", name="pk_track_flags"),
    )
    op.create_index("ix_track_flags_track_id", "track_flags", ["track_id"], unique=False)


def _create_track_revisions() -> None:
    op.create_table(
        "track_revisions",
        sa.Column("track_id", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("author_id", sa.Text, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provenance", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["accounts.id"], name="fk_track_revisions_author_id_accounts"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_track_revisions_track_id_tracks"),
        sa.PrimaryKeyConstraint("track_id", "number", name="pk_track_revisions"),
    )
