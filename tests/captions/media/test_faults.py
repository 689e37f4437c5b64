"""Every reason has its own words, and they say what to do."""

from app.captions.media.faults import FAULTS, FullDiskError, Reason


def test_every_reason_has_an_error_with_words_of_its_own() -> None:
    assert set(FAULTS) == set(Reason)
    messages = [fault.message_id for fault in FAULTS.values()]
    assert len(set(messages)) == len(messages)
    assert all(message.endswith(".") and message.count(". ") >= 1 for message in messages)


def test_every_error_has_a_status_for_the_browser() -> None:
    assert {fault.status for fault in FAULTS.values()} == {415, 422}
    assert FullDiskError.status == 507
