# SPDX-License-Identifier: Apache-2.0
"""Progress is shown now and then, and steers no terminal."""

import io

from truceline.cli.progress import QUIET_S, Progress


def test_the_name_of_a_file_steers_no_terminal() -> None:
    """Whoever names a file must not be able to clear the screen, add a line or break the encoding."""
    out = io.StringIO()
    progress = Progress(out=out, _since_s=-QUIET_S)
    progress.bytes_read("a\x1b[2Jb\nc\udc80.csv", 1)

    assert out.getvalue() == "reading a[U+001B][2Jb[U+000A]c[U+DC80].csv 0%\n"


def test_what_takes_less_than_a_second_is_not_shown() -> None:
    """A short run says nothing but its result."""
    out = io.StringIO()
    Progress(out=out).stage("writing")

    assert out.getvalue() == ""
