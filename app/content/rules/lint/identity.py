"""FM1 and ID1: files and blocks are who they say they are."""

from collections.abc import Iterator

from app.content.models.documents import SOURCE, Block, Kind
from app.content.rules.lint.sheet import Finding, Sheet
from app.content.rules.records import is_stamped


def front_matter(sheet: Sheet) -> Iterator[Finding]:
    """FM1: a translation has a Swedish file; a lesson's course and terms exist, its place is its own."""
    document = sheet.document
    if document.lang != SOURCE:
        if sheet.source is None:
            yield Finding(
                1, "there is no Swedish file with this name", "Correct the file's name, or delete it."
            )
        return
    if document.course is not None and (Kind.COURSE, document.course) not in sheet.around.documents:
        yield Finding(
            1, f"there is no course '{document.course}'", "Correct 'course', or write the course's file."
        )
    for other in sheet.around.documents.values():
        same = (other.course, other.order) == (document.course, document.order)
        if document.course is not None and same and other.id < document.id:
            message = f"the lesson '{other.id}' has the same place in the course ({document.order})"
            yield Finding(1, message, "Give each lesson its own 'order'.", "warning")
    for term in document.terms:
        if term not in sheet.around.terms.get(SOURCE, {}):
            yield Finding(
                1, f"'terms' names '{term}', which is not in terms.yaml", "Add the term, or correct it."
            )


def block_ids(sheet: Sheet) -> Iterator[Finding]:
    """ID1: a translation's blocks name blocks of the source and say what they followed."""
    if sheet.source is None:
        return
    known = {block.id for block in sheet.source[1].blocks}
    for block in sheet.body.blocks:
        yield from _identity(block, known)


def _identity(block: Block, known: set[str]) -> Iterator[Finding]:
    record = block.record
    if record.local:
        message = f"block {block.id} is the translation's own; pages do not show such blocks yet"
        yield Finding(record.line, message, "Say it in a block that the source has.", "warning")
        return
    unknown = [block_id for block_id in record.block_ids if block_id not in known]
    if unknown:
        message = f"the Swedish file has no block {', '.join(unknown)}"
        yield Finding(record.line, message, "Correct the id, or delete the block if its source is gone.")
    elif not is_stamped(record):
        message = f"block {block.id} does not say which text it followed"
        yield Finding(record.line, message, "Run the stamp command when the translation is right.", "warning")
