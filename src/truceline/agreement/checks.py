# SPDX-License-Identifier: Apache-2.0
"""Cross-checks of everything read from a library."""

from truceline.agreement.reading import FilesRead


def check_files(files: FilesRead) -> None:
    """Cross-checks of everything read from a library."""
