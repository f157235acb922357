# SPDX-License-Identifier: Apache-2.0
"""The table of problems: every deliberate error has a row, nothing that was sent is echoed, faults accuse nobody."""

from collections.abc import Iterator

import msgspec
import pytest
from starlette.responses import Response

from http_door import make_node
from truceline.base import errors
from truceline.http.problems import BY_ERROR, PROBLEMS, URN, ProblemError, kind_of, problem_of, to_bytes
from truceline.http.routing import PUBLIC, Ask, Door, Routes
from truceline.http.table import ROUTES

STATUSES = {400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 422, 428, 429, 431, 500, 503}


def tree(root: type[errors.NodeError]) -> Iterator[type[errors.NodeError]]:
    """Give every class of deliberate errors of the tree itself."""
    yield root
    for each in root.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from tree(each)


@pytest.mark.parametrize("error", tuple(tree(errors.NodeError)), ids=lambda each: each.code)
def test_every_deliberate_error_has_its_row(error: type[errors.NodeError]) -> None:
    """By its own code, so that a program knows the class."""
    assert BY_ERROR[error].code == error.code


def test_the_table_is_whole() -> None:
    """Codes are unique, every status of the house is there, and each row says what to do."""
    codes = [each.code for each in PROBLEMS]

    assert len(set(codes)) == len(codes)
    assert {each.status for each in PROBLEMS} == STATUSES
    assert all(each.title and each.remedy.endswith(".") for each in PROBLEMS)
    assert [each.status for each in PROBLEMS] == sorted(each.status for each in PROBLEMS)


def test_a_class_without_a_row_has_that_of_its_parent() -> None:
    """New errors are told as what they are a kind of."""

    class NewlyMade(errors.GeometryError):
        """An invented error."""

    assert kind_of(NewlyMade).code == "geometry"


@pytest.mark.parametrize(
    "error",
    [
        errors.GeometryError("ring[0]: expected -180 to 180, got 20.512345; is it lat, lon?"),
        errors.UnreadableError(what="instant", expected="RFC 3339", got="'20.512345'"),
        errors.InputError("volumes[0]: expected one end, got 20.512345 and 20.512345"),
        ExceptionGroup("document: 2 faults", [errors.AgreementError("a.yaml:3: expected x, got 20.512345")] * 2),
        ValueError("20.512345"),
        ExceptionGroup("mixed", [errors.InputError("got 20.512345"), KeyError("20.512345")]),
    ],
    ids=["a shape", "a text", "two values", "a document", "a fault", "a fault among others"],
)
def test_nothing_that_was_sent_is_echoed(error: Exception) -> None:
    """What was expected stays, and so does what to do."""
    problem = problem_of(error)
    told = to_bytes(problem, "0" * 24, is_exercise=True).decode()

    assert "20.5" not in told
    if isinstance(error, errors.GeometryError):
        assert problem.detail == "ring[0]: expected -180 to 180; is it lat, lon?"


def test_several_faults_are_told_together() -> None:
    """A document is judged whole."""
    faults = [errors.AgreementError(f"a.yaml:{line}: expected x, got y") for line in range(300)]
    problem = problem_of(ExceptionGroup("a.yaml: 300 faults", faults))

    assert problem.kind.code == "agreement"
    assert len(problem.mistakes) == 200
    assert problem.detail == "300 faults"


def test_a_fault_of_ours_accuses_nobody_and_is_found_in_the_log() -> None:
    """500 says whose fault it is; the log has it under the same id, without its message."""
    broken = Routes("EXERCISE")

    @broken.get("/broken", Ask(scope=PUBLIC))
    async def breaks(door: Door) -> Response:
        """Break."""
        message = f"{door.version} 20.512345"
        raise KeyError(message)

    from truceline.http.node_app import make_app  # noqa: PLC0415 - a table of its own

    node = make_node()
    node.app = make_app(node.door, routes=(*ROUTES, broken))
    answer = node.ask("GET", "/broken", token="")
    told = answer.json()
    (line,) = [each for each in node.log.found if each["event"] == "fault"]

    assert (answer.status_code, told["code"]) == (500, "own-fault")
    assert "not of anybody" in told["detail"]
    assert line["request"] == answer.headers["x-request-id"]
    assert line["kind"] == "KeyError"
    assert "20.5" not in str(node.log.found) + answer.text


def test_a_problem_is_read_back() -> None:
    """Type, status and code agree."""
    for kind in PROBLEMS:
        told = msgspec.json.decode(to_bytes(ProblemError(code=kind.code, detail="d"), "1" * 24, is_exercise=False))

        assert (told["type"], told["status"], told["exercise"]) == (URN + kind.code, kind.status, False)


@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        ("kind: expected a code, got 'x'", "#/kind"),
        ("sharing.conflict: expected one of the parties, got 'x'", "#/sharing/conflict"),
        ("volumes[3].end: expected an instant, got y", "#/volumes/3/end"),
        ("acts: expected 1 to 50, got 51", "#/acts"),
    ],
)
def test_a_single_fault_has_its_place_where_it_is_known(message: str, pointer: str) -> None:
    """What the remedy speaks of is there; nothing of it is echoed."""
    (mistake,) = problem_of(errors.InputError(message)).mistakes

    assert mistake.pointer == pointer
    assert "got" not in mistake.detail


def test_a_fault_without_a_place_in_a_body_has_none() -> None:
    """An id or a line of a document is no pointer."""
    assert problem_of(errors.InputError("act a-1: expected one, got two")).mistakes == ()
    assert problem_of(errors.AuthorityError("force: expected a force of northland, got x")).mistakes == ()
