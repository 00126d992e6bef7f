"""How much room is left, asked of the real file system."""

import threading
from pathlib import Path

import pytest

from dispatch_server.adapters import disks
from dispatch_server.adapters.disks import FolderDisks, on_one_disk


async def test_that_folders_on_one_disk_are_told_once_by_the_first_of_them(tmp_path: Path) -> None:
    watched = FolderDisks({"数据库": tmp_path, "录音": tmp_path / "not" / "there" / "yet"})

    (seen,) = await watched.look()
    watched.close()

    assert seen.name == "数据库"
    assert 0 < seen.free_bytes < seen.total_bytes


async def test_that_another_file_system_is_another_disk(tmp_path: Path) -> None:
    watched = FolderDisks({"数据库": tmp_path, "录音": Path("/proc")})

    seen = await watched.look()
    watched.close()

    assert [one.name for one in seen] == ["数据库", "录音"]
    assert not on_one_disk(tmp_path, Path("/proc"))


async def test_that_a_disk_that_never_answers_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disks, "LOOK_S", 0.05)
    answers, asked = threading.Event(), []
    real = disks.standing

    def hanging(folder: Path) -> Path:
        asked.append(folder)
        answers.wait(10)
        return real(folder)

    monkeypatch.setattr(disks, "standing", hanging)
    watched = FolderDisks({"数据库": tmp_path})

    for _ in range(3):
        with pytest.raises(TimeoutError):
            await watched.look()
    answers.set()
    watched.close()

    assert len(asked) == 1
