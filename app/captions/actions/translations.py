"""Begin a translation beside the approved original, keep it complete, and take in a machine's draft of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.captions.actions.drafts import new_track
from app.captions.actions.revisions import Making, write_revision
from app.captions.models.cues import Cue, ProfileName
from app.captions.models.lectures import Lecture
from app.captions.models.tracks import Track, TrackState
from app.captions.queries.cues import Basis, StoredCue, basis_of, find_basis, list_cues
from app.captions.queries.tracks import OpenTrack, find_source
from app.captions.rules.drafting import DraftEngine, fill_template, sentences_of
from app.captions.rules.editing import ChangeKind
from app.captions.rules.profiles import limits_of
from app.captions.rules.staleness import digest_of, write_followed
from app.core.errors import S_, AppError
from app.core.locales import LANGUAGES


class NothingApprovedError(AppError):
    """There is nothing to translate yet."""

    status = 409
    message_id = S_("First the subtitles in the language of the lecture must be approved.")


class TranslationExistsError(AppError):
    """The lecture has a track in this language."""

    status = 409
    message_id = S_("There are subtitles in this language already. Open those.")


class UnknownLanguageError(AppError):
    """No language that subtitles can be translated into here."""

    status = 422
    message_id = S_("Choose a language that the lecture is not held in.")


@dataclass(frozen=True, slots=True)
class MachineDraft:
    """What an engine made of the original: a text per source cue, and what the engine says of itself."""

    texts: Mapping[str, str]
    provenance: Mapping[str, str]


def begin_translation(
    session: Session, lecture: Lecture, language: str, *, account_id: str, now: datetime
) -> Track:
    """Add a track with a cue without text for every approved one of the original, at the same times.

    Raises UnknownLanguageError, NothingApprovedError and TranslationExistsError.
    """
    if language not in LANGUAGES or language == lecture.language:
        raise UnknownLanguageError(language)
    # Two who begin at once come one after the other; the later one finds the track of the first.
    session.execute(select(Lecture.id).where(Lecture.id == lecture.id).with_for_update())
    exists = select(Track.id).where(Track.lecture_id == lecture.id, Track.language == language)
    if session.scalar(exists) is not None:
        raise TranslationExistsError(language)
    source = find_source(session, lecture)
    basis = None if source is None else basis_of(session, source)
    if source is None or basis is None:
        raise NothingApprovedError(lecture.id)
    track = new_track(session, lecture.id, language, profile=ProfileName(source.profile), now=now)
    making = Making(ChangeKind.TRANSLATE, account_id, now, {"source_revision": basis.revision})
    write_revision(session, track, making, [_blank(cue) for cue in basis.cues])
    return track


def add_missing(session: Session, opened: OpenTrack, *, account_id: str, now: datetime) -> int:
    """Add a cue without text for every approved one that the held translation does not render, and give how
    many there were."""
    basis = find_basis(session, opened)
    if basis is None:
        return 0
    missing = set(basis.missing(list_cues(session, opened.track.id)))
    if missing:
        making = Making(ChangeKind.ADD, account_id, now, {"source_revision": basis.revision})
        blank = [_blank(cue) for cue in basis.cues if cue.id in missing]
        write_revision(session, opened.track, making, blank)
        opened.track.state = _reopened(opened.track.state)
    return len(missing)


def make_machine_draft(opened: OpenTrack, basis: Basis, engine: DraftEngine) -> MachineDraft:
    """Let an engine translate the original's sentences, and cut them into its cues; takes its time, so do it
    outside any transaction that writes."""
    track = opened.track
    sentences = sentences_of(basis.cues)
    translated = engine.translate(
        [sentence.text for sentence in sentences], source=opened.lecture.language, target=track.language
    )
    longest = limits_of(ProfileName(track.profile), track.language).line_warn
    texts = fill_template(sentences, translated, longest_line=longest)
    told = {"engine": engine.name, "version": engine.version, "licence": engine.licence}
    return MachineDraft(texts, told | {"source_revision": str(basis.revision)})


def store_machine_draft(session: Session, opened: OpenTrack, draft: MachineDraft, *, now: datetime) -> int:
    """Fill the cues of a held translation that have no text yet and render one source, and give how many.

    What somebody wrote stays. Each counts as a machine's until somebody edits or accepts it.
    """
    filled = [
        replace(stored, cue=replace(stored.cue, text=draft.texts[stored.cue.sources[0]]), by_machine=True)
        for stored in list_cues(session, opened.track.id)
        if not stored.cue.text.strip()
        and len(stored.cue.sources) == 1
        and draft.texts.get(stored.cue.sources[0])
    ]
    if filled:
        write_revision(session, opened.track, Making(ChangeKind.DRAFT, None, now, draft.provenance), filled)
        is_first = opened.track.state == TrackState.EMPTY
        opened.track.state = TrackState.DRAFT_MACHINE if is_first else _reopened(opened.track.state)
    return len(filled)


def _blank(cue: Cue) -> StoredCue:
    followed = write_followed({cue.id: digest_of(cue)})
    return StoredCue(Cue("", cue.start, cue.end, "", (cue.id,)), 0, followed=followed)


def _reopened(state: str) -> TrackState:
    """What is approved or public is so no more when cues come in; work under way goes on as it was."""
    vouched = {TrackState.APPROVED, TrackState.PUBLISHED, TrackState.WITHDRAWN}
    return TrackState.IN_REVIEW if state in vouched else TrackState(state)
