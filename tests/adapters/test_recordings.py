"""Recordings on disk: found, and sealed once they are finished."""

import hashlib
import os
import wave
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatch_server.adapters.recordings import RecordingsFolder
from dispatch_server.ports.recordings import RecordingUnreadable

SECONDS = 2
UNFINISHED_LENGTH = b"\0\0\0\0"


def record(path: Path) -> bytes:
    """Write two seconds of a finished recording, and return its bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\1\0" * 8000 * SECONDS)
    return path.read_bytes()


def unfinish(path: Path) -> None:
    """Put the head back to what it is while the exchange still writes."""
    written = path.read_bytes()
    path.write_bytes(
        written[:4] + UNFINISHED_LENGTH + written[8:40] + UNFINISHED_LENGTH + written[44:]
    )


async def test_that_a_finished_recording_is_sealed_with_its_hash(tmp_path: Path) -> None:
    written = record(tmp_path / "20260101" / "a.wav")

    sealed = await RecordingsFolder(tmp_path).seal("20260101/a.wav")

    assert sealed is not None
    assert sealed.sha256 == hashlib.sha256(written).hexdigest()
    assert (sealed.bytes, sealed.seconds) == (len(written), SECONDS)


async def test_that_the_beginning_is_reckoned_from_the_moment_of_closing(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    closed = datetime(2026, 1, 1, 8, 0, 2, tzinfo=UTC)
    os.utime(tmp_path / "a.wav", (closed.timestamp(), closed.timestamp()))

    sealed = await RecordingsFolder(tmp_path).seal("a.wav")

    assert sealed is not None
    assert sealed.started_at == datetime(2026, 1, 1, 8, tzinfo=UTC)


async def test_that_a_missing_recording_has_no_seal_yet(tmp_path: Path) -> None:
    assert await RecordingsFolder(tmp_path).seal("a.wav") is None


async def test_that_a_recording_without_its_head_has_no_seal_yet(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()

    assert await RecordingsFolder(tmp_path).seal("a.wav") is None


async def test_that_a_growing_recording_has_no_seal_yet(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    unfinish(tmp_path / "a.wav")
    folder = RecordingsFolder(tmp_path, quiet_s=0)

    first = await folder.seal("a.wav")
    with (tmp_path / "a.wav").open("ab") as file:
        file.write(b"\1\0" * 800)
    second = await folder.seal("a.wav")

    assert (first, second) == (None, None)


async def test_that_a_recording_cut_off_by_a_crash_is_sealed_as_it_is(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    unfinish(tmp_path / "a.wav")
    folder = RecordingsFolder(tmp_path, quiet_s=0)

    await folder.seal("a.wav")
    sealed = await folder.seal("a.wav")

    assert sealed is not None
    assert sealed.seconds == SECONDS


async def test_that_an_unfinished_recording_is_given_time_to_grow(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    unfinish(tmp_path / "a.wav")
    folder = RecordingsFolder(tmp_path, quiet_s=60)

    looks = [await folder.seal("a.wav") for _ in range(3)]

    assert looks == [None, None, None]


async def test_that_a_broken_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"not a recording at all")

    with pytest.raises(RecordingUnreadable):
        await RecordingsFolder(tmp_path).seal("a.wav")


@pytest.mark.parametrize("file", ["../a.wav", "/etc/passwd", "x/../../a.wav", "", ".", "a\0.wav"])
async def test_that_nothing_outside_the_folder_is_touched(tmp_path: Path, file: str) -> None:
    record(tmp_path / "a.wav")
    folder = tmp_path / "recordings"
    folder.mkdir()

    with pytest.raises(RecordingUnreadable):
        await RecordingsFolder(folder).seal(file)


async def test_that_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    record(tmp_path / "a.wav")
    folder = tmp_path / "recordings"
    folder.mkdir()
    (folder / "link.wav").symlink_to(tmp_path / "a.wav")

    with pytest.raises(RecordingUnreadable):
        await RecordingsFolder(folder).seal("link.wav")
