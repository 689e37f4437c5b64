"""The list of revisions, and how two of them differ."""

import pytest
from sqlalchemy.orm import Session

from app.captions.models.cues import Cue
from app.captions.queries.revisions import compare, find_revision, list_revisions
from app.captions.rules.editing import ChangeKind, SentCue
from app.core.errors import NotFoundError
from tests.captions.actions.conftest import Desk
from tests.factories.captions import calm_cues, edit, make_draft, sent

pytestmark = pytest.mark.data


def test_the_newest_comes_first_with_author_and_count(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    edit(session, track, desk.omar, [sent(cue, 1, text="Nytt.") for cue in calm_cues(2)])
    page = list_revisions(session, track.id, cursor=None)
    assert [(row.revision.number, row.author, row.changed) for row in page.items] == [
        (2, "Omar Berg", 2),
        (1, None, 3),
    ]
    assert list_revisions(session, "nothing", cursor=None).items == ()
    with pytest.raises(NotFoundError):
        find_revision(session, track.id, 3)


def test_what_was_changed_added_and_removed(session: Session, desk: Desk) -> None:
    track = make_draft(session, desk.lecture)
    first, second, _ = calm_cues(3)
    edit(session, track, desk.lena, [sent(first, 1, text="Nytt."), sent(second, 1, is_deleted=True)])
    new = SentCue("n", None, None, 60_000, 62_000, "Till.")
    edit(session, track, desk.lena, [new], ChangeKind.ADD)
    found = compare(session, track.id, 1, 3)
    told = [(one.before and one.before.cue, one.after and one.after.cue) for one in found.differences]
    assert told == [
        (first, Cue("c1", first.start, first.end, "Nytt.")),
        (second, None),
        (None, Cue("c4", 60_000, 62_000, "Till.")),
    ]
    assert (found.total, found.earlier.revision.number, found.later.revision.number) == (3, 1, 3)
    assert [one.after for one in compare(session, track.id, 3, 1).differences][-1] is None
    assert len(compare(session, track.id, 1, 3, start=2).differences) == 1
