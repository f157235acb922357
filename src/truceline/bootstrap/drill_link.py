# SPDX-License-Identifier: Apache-2.0
"""A line between two nodes of a drill, on this machine alone: it carries bytes, and can be cut and healed."""

import socket
import threading
from contextlib import suppress

_PIECE = 65_536
_LOOPBACK = "127.0.0.1"


class Link:
    """One way to one node: whoever connects here is connected there, unless the line is cut."""

    def __init__(self) -> None:
        """Listen on a free port of this machine.

        Raises:
            OSError: None is to be had.
        """
        self._listening = socket.create_server((_LOOPBACK, 0))
        self._held: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._is_cut = self._is_closed = False
        self.goes_to = 0
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(None, self._listen, name="drill-link", daemon=True)
        self._thread.start()

    def cut(self) -> None:
        """Cut the line: what is under way ends, and nobody is connected any more."""
        with self._lock:
            self._is_cut = True
            held, self._held = self._held, set()
        for each in held:
            _end(each)

    def heal(self) -> None:
        """Mend the line."""
        with self._lock:
            self._is_cut = False

    def close(self) -> None:
        """Take the line away."""
        self._is_closed = True
        self.cut()
        _end(self._listening)
        self._thread.join(1.0)

    def _listen(self) -> None:
        while not self._is_closed:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(None, self._carry, "drill-carrier", (near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        """Carry bytes both ways until one side ends."""
        far: socket.socket | None = None
        try:
            if not self._is_cut:
                far = socket.create_connection((_LOOPBACK, self.goes_to), timeout=5.0)
                far.settimeout(None)
            if far is not None and self._hold(near, far):
                back = threading.Thread(None, _copy, "drill-carrier", (far, near), daemon=True)
                back.start()
                _copy(near, far)
                back.join()
        except OSError:
            pass
        finally:
            for each in (near, far):
                if each is not None:
                    self._held.discard(each)
                    _end(each)

    def _hold(self, *both: socket.socket) -> bool:
        with self._lock:
            if not self._is_cut:
                self._held.update(both)
            return not self._is_cut


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(_PIECE):
            sink.sendall(piece)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)


def _end(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
