"""How work is put into the queue, by a web process that does without the job library until then."""

from typing import Any

from sqlalchemy.orm import Session


def enqueue(session: Session, name: str, *arguments: Any) -> str:
    """Put the job `name` in the queue within the caller's transaction and give its id; a rollback takes it
    back.

    Arguments are plain JSON values (ids, not things); anything else raises TypeError.
    """
    from app.core.jobs.queue import put_in_queue  # noqa: PLC0415 - 20 MB that an idle site does without

    return put_in_queue(session, name, *arguments)
