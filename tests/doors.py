# SPDX-License-Identifier: Apache-2.0
"""A node's door that is open while a test runs: the real socket, before a node that is either locked or not."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from truceline.bootstrap.control import ControlActions, ControlSocket
from truceline.bootstrap.folder import NodeFolder
from truceline.bootstrap.unlocking import Means, unlock


@dataclass(slots=True, kw_only=True)
class LockableNode:
    """A node that knows only whether it is locked, and unlocks by its real keys.

    Attributes:
        folder: Its folder.
        is_locked: How it stands.
        seen: By what means it was asked to unlock.
    """

    folder: Path
    is_locked: bool = False
    seen: list[Means] = field(default_factory=list)

    async def on_lock(self) -> None:
        """Lock."""
        self.is_locked = True

    async def on_unlock(self, means: Means) -> None:
        """Unlock, if the means open the keys of the folder."""
        self.seen.append(means)
        opened = await asyncio.to_thread(unlock, NodeFolder(root=self.folder).read_keys(), means)
        opened.key.wipe()
        self.is_locked = False

    def status(self) -> Mapping[str, str | int | bool]:
        """Say how it stands."""
        return {"state": "locked" if self.is_locked else "unlocked"}


@contextlib.contextmanager
def open_door(node: LockableNode) -> Iterator[ControlSocket]:
    """Keep the door of a node open while the block runs.

    Yields:
        The door.
    """
    door = ControlSocket(
        folder=node.folder,
        actions=ControlActions(on_lock=node.on_lock, on_unlock=node.on_unlock, status=node.status),
    )
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(door.start(), loop).result(5)
        yield door
        asyncio.run_coroutine_threadsafe(door.stop(), loop).result(5)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()
