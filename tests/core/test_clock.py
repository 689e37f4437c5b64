"""The clock that everything uses outside tests."""

from datetime import UTC, datetime, timedelta

from app.core.clock import utc_now


def test_utc_now_is_aware_and_now() -> None:
    before = datetime.now(UTC)
    now = utc_now()
    assert now.utcoffset() == timedelta(0)
    assert before <= now <= datetime.now(UTC)
