"""Create staff accounts, units, participants, cards, rate limits and reviews; widen the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "20261122_1010"
down_revision = "20261122_0700"
branch_labels = None
depends_on = None

_REFUSAL = "audit events are never changed or removed"


def upgrade() -> None:
    """Create the tables of the slice `people`, and those that core gained with it."""
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER audit_subjects_refuse_change "
            "BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_subjects "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_subjects_refuse_{change.lower()} BEFORE {change} ON audit_subjects "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def _create_tables() -> None:
    op.create_table(
        "parties",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("may_hold_personal_data", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parties"),
        sa.UniqueConstraint("name", name="uq_parties_name"),
    )
    op.create_table(
        "rate_counts",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_rate_counts"),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("party_id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=True),
        sa.Column("totp_sealed", sa.LargeBinary, nullable=True),
        sa.Column("totp_last_step", sa.Integer, nullable=False),
        sa.Column("is_demo", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name="fk_accounts_party_id_parties"),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("email", name="uq_accounts_email"),
    )
    op.create_index("ix_accounts_name_id", "accounts", ["name", "id"])
    op.create_table(
        "audit_subjects",
        sa.Column("subject_id", sa.Text, nullable=False),
        sa.Column("event_id", sa.Integer, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_events.id"], name="fk_audit_subjects_event_id_audit_events"
        ),
        sa.PrimaryKeyConstraint("subject_id", "event_id", name="pk_audit_subjects"),
    )
    op.create_index("ix_audit_subjects_event_id", "audit_subjects", ["event_id"])
    op.create_table(
        "units",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("programme_id", sa.Text, nullable=False),
        sa.Column("site_id", sa.Text, nullable=True),
        sa.Column("controller_id", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["controller_id"], ["parties.id"], name="fk_units_controller_id_parties"),
        sa.ForeignKeyConstraint(["programme_id"], ["units.id"], name="fk_units_programme_id_units"),
        sa.ForeignKeyConstraint(["site_id"], ["units.id"], name="fk_units_site_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_units"),
    )
    op.create_index("ix_units_programme_id", "units", ["programme_id"])
    op.create_index("ix_units_site_id", "units", ["site_id"])

    op.create_table(
        "entry_links",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_entry_links_account_id_accounts"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_entry_links"),
    )
    op.create_index("ix_entry_links_account_id", "entry_links", ["account_id"])

    op.create_table(
        "log_reviews",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("reviewer_id", sa.Text, nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_ids", sa.JSON, nullable=False),
        sa.Column("finding", sa.Text, nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["reviewer_id"], ["accounts.id"], name="fk_log_reviews_reviewer_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_log_reviews"),
    )
    op.create_index("ix_log_reviews_reviewer_id", "log_reviews", ["reviewer_id"])

    op.create_table(
        "participants",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Text, nullable=False),
        sa.Column("spoken_language", sa.Text, nullable=False),
        sa.Column("dialect", sa.Text, nullable=True),
        sa.Column("also_speaks", sa.JSON, nullable=False),
        sa.Column("read_language", sa.Text, nullable=False),
        sa.Column("reads_well", sa.Text, nullable=False),
        sa.Column("medium", sa.Text, nullable=False),
        sa.Column("interpreter_need", sa.Text, nullable=False),
        sa.Column("interpreter_sex", sa.Text, nullable=True),
        sa.Column("interpreter_strength", sa.Text, nullable=True),
        sa.Column("access_needs", sa.JSON, nullable=False),
        sa.Column("sex", sa.Text, nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint(
            "(interpreter_sex IS NULL) = (interpreter_strength IS NULL)", name="ck_participants_wish_is_whole"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_participants_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
        sa.UniqueConstraint("code", name="uq_participants_code"),
    )
    op.create_index("ix_participants_unit_id_code", "participants", ["unit_id", "code"])
    op.create_index(
        "ix_participants_spoken_language_unit_id_code",
        "participants",
        ["spoken_language", "unit_id", "code"],
    )

    op.create_table(
        "passkeys",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("credential_id", sa.Text, nullable=False),
        sa.Column("public_key", sa.LargeBinary, nullable=False),
        sa.Column("sign_count", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_passkeys_account_id_accounts"),
        sa.PrimaryKeyConstraint("id", name="pk_passkeys"),
        sa.UniqueConstraint("credential_id", name="uq_passkeys_credential_id"),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"])

    op.create_table(
        "role_grants",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("unit_id", sa.Text, nullable=True),
        sa.Column("language", sa.Text, nullable=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.Column("granted_by", sa.Text, nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_role_grants_account_id_accounts"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_role_grants_unit_id_units"),
        sa.PrimaryKeyConstraint("id", name="pk_role_grants"),
    )
    op.create_index("ix_role_grants_account_id", "role_grants", ["account_id"])
    op.create_index("ix_role_grants_unit_id", "role_grants", ["unit_id"])

    op.create_table(
        "seat_counts",
        sa.Column("unit_id", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("sex", sa.Text, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.CheckConstraint("count >= 0", name="ck_seat_counts_not_negative"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_seat_counts_unit_id_units"),
        sa.PrimaryKeyConstraint("unit_id", "year", "sex", name="pk_seat_counts"),
    )
    op.create_table(
        "sign_in_steps",
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=True),
        sa.Column("challenge", sa.LargeBinary, nullable=True),
        sa.Column("tries_left", sa.Integer, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sign_in_steps_account_id_accounts"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_steps"),
    )
    op.create_index("ix_sign_in_steps_account_id", "sign_in_steps", ["account_id"])

    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_staff_sessions_account_id_accounts"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
    )
    op.create_index("ix_staff_sessions_account_id_created_at", "staff_sessions", ["account_id", "created_at"])

    op.create_table(
        "cards",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.Column("code_digest", sa.Text, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name="fk_cards_participant_id_participants"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cards"),
        sa.UniqueConstraint("code_digest", name="uq_cards_code_digest"),
    )
    op.create_index("ix_cards_participant_id", "cards", ["participant_id"])

    op.create_table(
        "choices",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("is_yes", sa.Boolean, nullable=False),
        sa.Column("text_version", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("given_how", sa.Text, nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name="fk_choices_participant_id_participants"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_choices"),
    )
    op.create_index("ix_choices_participant_id", "choices", ["participant_id"])

    op.create_table(
        "contact_points",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("participant_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("is_shared", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participants.id"], name="fk_contact_points_participant_id_participants"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_contact_points"),
    )
    op.create_index("ix_contact_points_participant_id", "contact_points", ["participant_id"])

    op.create_table(
        "card_sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("token_hash", sa.Text, nullable=False),
        sa.Column("card_id", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["cards.id"], name="fk_card_sessions_card_id_cards"),
        sa.PrimaryKeyConstraint("id", name="pk_card_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_card_sessions_token_hash"),
    )
    op.create_index("ix_card_sessions_card_id", "card_sessions", ["card_id"])

    op.add_column("audit_events", sa.Column("unit_id", sa.Text, nullable=True))
    op.create_index("ix_audit_events_at", "audit_events", ["at"])
    op.create_index("ix_audit_events_unit_id_id", "audit_events", ["unit_id", "id"])
