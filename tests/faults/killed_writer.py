# SPDX-License-Identifier: Apache-2.0
"""Makes processes that write into a store until they are killed; run by the tests, which read what it prints.

Each line of standard input names a store and the first operation. For each, a child is made that says ``pid N``,
opens the store on its log, and says ``ack N`` for each operation that the store acknowledged. When it is dead, its
maker says ``dead``.
"""

import os
import sys
import threading
from pathlib import Path

from faults.operations import KEY, operation
from node_records import opened_record
from truceline.bootstrap.folder import NodeFolder
from truceline.storage.sqlite import SQLiteStore

IN_FLIGHT = 12


def main() -> None:
    """Make one writer for each line."""
    for line in sys.stdin:
        name, _, first = line.strip().rpartition(" ")
        child = os.fork()
        if child == 0:
            say(f"pid {os.getpid()}")
            write_until_killed(Path(name), int(first))
        os.waitpid(child, 0)
        say("dead")


def write_until_killed(path: Path, first: int) -> None:
    """Keep some operations in flight, for ever."""
    recording = opened_record(NodeFolder(root=path.parent))
    store, free = SQLiteStore(path, KEY), threading.Semaphore(IN_FLIGHT)
    store.attach(recording)
    recording.start()

    def answered(number: int | None, error: BaseException | None) -> None:
        say(f"ack {number}" if error is None else f"error {error}")
        free.release()

    number = first
    while True:
        free.acquire()
        store.write(operation(number), answered)
        number += 1


def say(words: str) -> None:
    """Write one line at once."""
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    main()
