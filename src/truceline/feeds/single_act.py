# SPDX-License-Identifier: Apache-2.0
"""Reads one act from a document of its own (schema ``truceline/act/1``), JSON on one line or many."""

from pathlib import Path

from truceline.base.errors import InputError
from truceline.picture.acts import Act
from truceline.picture.records import ACT, picture_registry
from truceline.records.document import parse_document, read_bytes


def read_act(path: Path) -> Act:
    """Read one act.

    Args:
        path: The file.

    Returns:
        The act.

    Raises:
        InputError: It is no act.
        StorageError: It cannot be read.
        LimitError: It is too large.
        ExceptionGroup: Every fault of the document.
    """
    found = picture_registry().decode(parse_document(read_bytes(path), str(path)))
    if not isinstance(found, Act):
        message = f"{path}: schema: expected {ACT.schema}, got another kind of record"
        raise InputError(message)
    return found
