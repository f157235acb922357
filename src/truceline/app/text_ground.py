# SPDX-License-Identifier: Apache-2.0
"""The ground on which proposed texts are read: a library as it was read from its files, with the texts agreed since.

Rules:
    - A proposal is checked as ``agreement check`` checks a draft: against all of the library, every fault told.
    - Nothing that was read is altered by a check; the same ground serves many.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from truceline.agreement.agreement import Agreement
from truceline.agreement.checking import join_draft
from truceline.agreement.checks import check_files
from truceline.agreement.files import LibraryFile, PartiesFile
from truceline.agreement.library import Library, library_of
from truceline.agreement.reading import FileRead, FilesRead, is_file_stem, places_of, read_files
from truceline.base.errors import AgreementError, FaultList, LimitError
from truceline.base.limits import DOCUMENT_BYTES_MAX, PROPOSAL_BYTES_MAX
from truceline.records.document import parse_document

PROPOSAL = "proposal"
"""Stands for the file in the messages about a proposed document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGround:
    """A library as it was read, ready to check texts against it.

    Attributes:
        files: Everything read of its folder; without faults.
        agreed: Texts agreed since, by id, as they stand in the library in force.
    """

    files: FilesRead
    agreed: tuple[FileRead[Agreement], ...] = ()

    @property
    def is_exercise(self) -> bool:
        """Whether the library is invented as a whole."""
        header = self.files.single["library"].noun
        assert isinstance(header, LibraryFile)
        return header.is_exercise

    @property
    def parties(self) -> frozenset[str]:
        """Ids of the library's parties."""
        people = self.files.single["parties"].noun
        assert isinstance(people, PartiesFile)
        return frozenset(party.id for party in people.parties)

    def library(self) -> Library:
        """Give the library as it was read, without the texts agreed since; nothing is read a second time."""
        return library_of(self.files, places_of(self.files))

    def read(self, document: bytes) -> FileRead[Agreement]:
        """Read and check a document of the agreement format.

        Args:
            document: Its bytes, as they came.

        Returns:
            The agreement with the lines of its values.

        Raises:
            LimitError: It is too large.
            AgreementError: It has no usable id.
            ExceptionGroup: Every fault of the document.
        """
        if len(document) > PROPOSAL_BYTES_MAX:
            message = f"{PROPOSAL}: expected at most {PROPOSAL_BYTES_MAX} bytes, got {len(document)}"
            raise LimitError(message)
        path = Path(PROPOSAL) / f"{_id_of(document)}.yaml"
        files = self._copy()
        join_draft(path, files, document)
        own = [replace(fault, file=PROPOSAL) for fault in files.faults.faults if Path(fault.file) == path]
        FaultList(own).raise_if_any(PROPOSAL)
        return files.agreements[-1]

    def with_agreed(self, file: FileRead[Agreement]) -> "TextGround":
        """Give the ground with a text that was read on it and has been agreed."""
        return replace(self, agreed=(*self.agreed, file))

    def _copy(self) -> FilesRead:
        agreed_ids = {file.noun.id for file in self.agreed}
        kept = [file for file in self.files.agreements if file.noun.id not in agreed_ids]
        return FilesRead(
            folder=self.files.folder,
            single=dict(self.files.single),
            agreements=[*kept, *self.agreed],
            templates=list(self.files.templates),
            places=self.files.places,
        )


def read_ground(folder: Path) -> TextGround:
    """Read a library's folder as the ground of proposals.

    Raises:
        ExceptionGroup: Every fault of the library.
    """
    files = read_files(folder)
    check_files(files)
    files.faults.raise_if_any(str(folder))
    return TextGround(files=files)


def _id_of(document: bytes) -> str:
    """Give the id that a document states for itself.

    Raises:
        AgreementError: None, or one that is no name of a file.
        ExceptionGroup: It cannot be parsed.
    """
    assert PROPOSAL_BYTES_MAX <= DOCUMENT_BYTES_MAX
    content = parse_document(document, PROPOSAL).root.content
    told = content.get("id") if isinstance(content, dict) else None
    if told is None or not isinstance(told.content, str) or not is_file_stem(told.content):
        message = f"{PROPOSAL}: id: expected an id of letters, digits, - and _, got none"
        raise AgreementError(message)
    return told.content
