"""The cues of a track page by page: in order, without the deleted ones, in one query however many."""

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.captions.queries.cues import list_cues
from app.captions.queries.editor import page_of_cues
from app.captions.rules.editing import ChangeKind
from app.core.paging import BadCursorError
from tests.factories.captions import calm_cues, edit, make_draft, make_lecture, sent
from tests.factories.people import make_account, make_party

pytestmark = pytest.mark.data


def test_pages_follow_the_talk_and_leave_out_what_was_deleted(session: Session) -> None:
    account = make_account(session, make_party(session, "Regionen"))
    track = make_draft(session, make_lecture(session, account), 60)
    gone = list_cues(session, track.id)[1]
    edit(session, track, account, [sent(gone.cue, gone.version, is_deleted=True)], ChangeKind.DELETE)
    first = page_of_cues(session, track.id, cursor=None)
    second = page_of_cues(session, track.id, cursor=first.after)
    assert (len(first.items), len(second.items), second.after) == (50, 9, None)
    kept = [cue.text for cue in calm_cues(60)]
    assert [cue.text for cue in (*first.items, *second.items)] == [kept[0], *kept[2:]]


@pytest.mark.parametrize("count", [1, 120])
def test_a_page_is_one_query(session: Session, count: int) -> None:
    account = make_account(session, make_party(session, "Regionen"))
    track = make_draft(session, make_lecture(session, account), count)
    asked: list[str] = []
    engine = session.get_bind()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        page_of_cues(session, track.id, cursor=None)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 1


def test_a_cursor_that_is_none_is_refused(session: Session) -> None:
    with pytest.raises(BadCursorError):
        page_of_cues(session, "nothing", cursor="rubbish")
