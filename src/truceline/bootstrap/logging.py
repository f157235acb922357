# SPDX-License-Identifier: Apache-2.0
"""Opens the log of a node: standard error, or the file that its settings name."""

import os

from truceline.base.clock import Clock
from truceline.base.errors import StorageError
from truceline.bootstrap.folder import FILE_MODE, NodeFolder
from truceline.http.door import Log
from truceline.http.logs import JSONLines


def open_log(folder: NodeFolder, clock: Clock) -> Log:
    """Open the log.

    Raises:
        StorageError: The file cannot be written.
        NodeError: The settings cannot be read.
    """
    name = folder.read_settings().log_file
    if not name:
        return JSONLines(clock)
    path = folder.beside(name)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, FILE_MODE)
    except OSError as error:
        message = f"{path}: expected a log file that can be written, got: {error.strerror or error}"
        raise StorageError(message) from error
    return JSONLines(clock, os.fdopen(handle, "a", encoding="utf-8", buffering=1))
