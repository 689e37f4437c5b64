"""Jobs of the content slice."""

from app.content.actions import index_content
from app.content.queries.library import load_library
from app.core.jobs import JobContext, JobRegistry

jobs = JobRegistry()


@jobs.scheduled("content.reindex", "0 3 * * *")
def reindex_content(context: JobContext) -> None:
    """Each night write down, per file, how much is translated, reviewed and broken."""
    library = load_library(context.settings.content_dir, media=context.settings.media_dir)
    with context.database.writing() as session:
        index_content(session, library, now=context.clock())
