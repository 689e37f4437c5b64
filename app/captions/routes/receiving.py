"""Takes in the body of an upload: as it comes, in small pieces, noted only when it is safely on the disk.

The order is what makes it safe: take the turn, hold the file, see that the turn is still ours, cut off what
was never noted, and only then write. Whoever lost the turn can note nothing more, and lets go within seconds.
"""

import asyncio
import hashlib
import time
from contextlib import aclosing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import structlog
from starlette.concurrency import run_in_threadpool

from app.captions.actions.parts import LostPartError, NoRoomError, Part, open_part
from app.captions.actions.uploads import (
    RefusedFileError,
    Turn,
    TurnTakenError,
    UploadGoneError,
    WrongHashError,
    confirm_turn,
    finish_upload,
    note_stored,
    refuse_upload,
    take_turn,
)
from app.captions.queries.uploads import room_on_disk
from app.captions.rules.sniffing import HEAD_LENGTH, refusal_of
from app.core.errors import S_, AppError, PayloadTooLargeError
from app.web.guard import Visit
from app.web.streamed import SenderGoneError, Stream

_log = structlog.get_logger(__name__)

LOOK_SECONDS: Final = 2.0
"""How long a writer waits for bytes before it looks whether somebody else writes now."""
IDLE_SECONDS: Final = 60.0
HOLD_SECONDS: Final = 10.0
FLUSH_SECONDS: Final = 1.0
FLUSH_BYTES: Final = 8 * 1024 * 1024
_WRITE_BYTES: Final = 128 * 1024
_HASH_BYTES: Final = 32 * 1024 * 1024


class SlowSenderError(AppError):
    """Nothing came for a minute; what came before is kept."""

    status = 408
    message_id = S_("Nothing came for a minute. What was sent is kept, and it goes on from there.")


@dataclass(frozen=True, slots=True)
class Received:
    """How many bytes are safely here, and the lecture when that is all of them."""

    stored: int
    lecture_id: str | None = None


async def receive(stream: Stream, upload_id: str, offset: int, announced: int) -> Received:
    """Write what the request brings from `offset` on, and finish the upload when it is whole.

    `announced` is the length of the body, 0 if it is not known. Raises NotFoundError, OffsetError,
    UploadGoneError, TurnTakenError, LostTurnError, PayloadTooLargeError, NoRoomError, SlowSenderError,
    RefusedFileError, WrongHashError, or SenderGoneError.
    """
    account_id = stream.actor.id

    def take(visit: Visit) -> Turn:
        turn = take_turn(visit.session, account_id, upload_id, offset, now=visit.now)
        if offset + announced > turn.length:
            raise PayloadTooLargeError(f"{announced} bytes more than the {turn.length} that were promised")
        return turn

    turn = await stream.within(take)
    data: Path = stream.request.app.state.settings.data_dir
    part = await run_in_threadpool(open_part, data, upload_id)
    try:
        await _hold(part)
        await stream.within(lambda visit: confirm_turn(visit.session, turn))
        return await _Writer(stream, turn, part, data).run()
    finally:
        part.close()


async def _hold(part: Part) -> None:
    until = time.monotonic() + HOLD_SECONDS
    while not part.try_to_hold():
        if time.monotonic() > until:
            raise TurnTakenError
        await asyncio.sleep(0.05)


@dataclass
class _Writer:
    """One request's writing; holds at most the pieces that are not yet given to the system."""

    stream: Stream
    turn: Turn
    part: Part
    data: Path
    waiting: list[bytes] = field(default_factory=list)
    waiting_bytes: int = 0
    noted: int = 0
    noted_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)
    is_judged: bool = False

    async def run(self) -> Received:
        """Write the whole body; give what is stored then."""
        if self.part.is_complete(self.turn.length):
            # A crash came between the last byte and the lecture: the body holds nothing new.
            self.part.position = self.turn.length
            return await self._finish()
        await self._begin()
        is_gone = False
        try:
            async with aclosing(self.stream.pieces(LOOK_SECONDS)) as pieces:
                async for piece in pieces:
                    await self._take(piece)
        except SenderGoneError:
            is_gone = True
        except (NoRoomError, SlowSenderError):
            with suppress(NoRoomError):
                await self._settle()
            raise
        await self._settle()
        if self.part.position == self.turn.length:
            return await self._finish()
        if is_gone:
            raise SenderGoneError
        return Received(self.part.position)

    async def _begin(self) -> None:
        try:
            await run_in_threadpool(self.part.begin_at, self.turn.stored)
        except LostPartError as fault:
            _log.exception("upload_lost", upload=self.turn.upload_id)
            await self.stream.within(lambda visit: refuse_upload(visit.session, self.data, self.turn))
            raise UploadGoneError(self.turn.upload_id) from fault
        self.noted = self.turn.stored
        self.is_judged = self.turn.stored >= HEAD_LENGTH

    async def _take(self, piece: bytes) -> None:
        now = time.monotonic()
        if piece:
            self.heard_at = now
            self.waiting.append(piece)
            self.waiting_bytes += len(piece)
        elif now - self.heard_at > IDLE_SECONDS:
            raise SlowSenderError
        if self.part.position + self.waiting_bytes > self.turn.length:
            raise PayloadTooLargeError("more than was promised")
        if self.waiting_bytes >= _WRITE_BYTES:
            await self._write()
        unnoted = self.part.position + self.waiting_bytes - self.noted
        if unnoted >= FLUSH_BYTES or now - self.noted_at >= FLUSH_SECONDS:
            await self._settle()

    async def _write(self) -> None:
        pieces, self.waiting, self.waiting_bytes = self.waiting, [], 0
        await run_in_threadpool(self.part.write, pieces)
        if not self.is_judged and self.part.position >= HEAD_LENGTH:
            await self._judge()

    async def _settle(self) -> None:
        """Put all that came onto the disk and note it; the last byte is noted together with the lecture.

        Noting also asks whether the turn and the right are still there, so it is done when nothing new came.
        """
        await self._write()
        position = self.part.position
        if position > self.noted:
            await run_in_threadpool(self.part.flush)
        if position < self.turn.length:
            await self.stream.within(lambda visit: note_stored(visit.session, self.turn, position))
            self.noted = position
            await run_in_threadpool(self._require_room)
        else:
            await self.stream.within(lambda visit: confirm_turn(visit.session, self.turn))
        self.noted_at = time.monotonic()

    def _require_room(self) -> None:
        if room_on_disk(self.data).spare < 0:
            raise NoRoomError("what is left of the disk is reserved")

    async def _judge(self) -> None:
        reason = refusal_of(await run_in_threadpool(self.part.head))
        if reason is not None:
            await self.stream.within(lambda visit: refuse_upload(visit.session, self.data, self.turn))
            raise RefusedFileError(reason)
        self.is_judged = True

    async def _finish(self) -> Received:
        await self._judge()
        digest = await self._digest()
        if self.turn.promised_hash not in {None, digest}:
            await self.stream.within(lambda visit: refuse_upload(visit.session, self.data, self.turn))
            raise WrongHashError(self.turn.upload_id)
        await run_in_threadpool(self.part.keep, self.data, digest)

        def finish(visit: Visit) -> str:
            lecture = finish_upload(visit.session, visit.actor.id, self.turn, digest, now=visit.now)
            visit.record("lecture.uploaded", "lecture", lecture.id, lang=lecture.language)
            return lecture.id

        lecture_id = await self.stream.within(finish)
        await run_in_threadpool(self.part.remove)
        return Received(self.turn.length, lecture_id)

    async def _digest(self) -> str:
        """Hash what is on the disk, not what came: it is what will be kept."""
        so_far, offset = hashlib.sha256(), 0
        while offset < self.turn.length:
            end = await run_in_threadpool(self.part.hash_on, so_far, offset, _HASH_BYTES)
            if end == offset:
                raise UploadGoneError("the part became shorter while it was held")
            offset = end
            await self.stream.within(lambda visit: confirm_turn(visit.session, self.turn))
        return so_far.hexdigest()
