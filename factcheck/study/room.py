"""Where case studies are kept: a workspace of their own inside the workspace, so that no real case is ever touched.

    <workspace>/study/    factcheck.db, received/ and index/ of the case studies, and what students do in them

The answers (gold.csv, and the verdicts of case.yaml) stay in the case folder and are read when they are needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from factcheck.cases import is_loaded, load_case_folder, read_case
from factcheck.errors import BadInput, NotPermitted
from factcheck.model import CaseFolder, Claim, OnProgress, StudentWork, ignore_progress
from factcheck.readers import Readers
from factcheck.store.cases import load_claim, load_claims
from factcheck.store.evidence import load_record
from factcheck.store.pages import load_pages
from factcheck.store.study import load_study_cases, load_work, load_works, save_study_case
from factcheck.store.workspace import Workspace, hash_file
from factcheck.study.comparing import Comparison, compare
from factcheck.study.places import GoldPlace, locate_all

FOLDER = "study"
MAX_NAME = 80  # characters of a student's name


@dataclass(frozen=True)
class Room:
    """A prepared case study: its workspace, its slug, and the folder that holds the answers."""

    workspace: Workspace
    case: str
    folder: Path


def study_workspace(workspace: Workspace) -> Workspace:
    """The workspace of the case studies, made where it is missing."""
    return Workspace(workspace.root / FOLDER)


def prepare_room(
    workspace: Workspace, folder: Path, readers: Readers, on_progress: OnProgress = ignore_progress
) -> Room:
    """Load a case folder for study; what is loaded already is not loaded again.

    Args:
        workspace: the real one; only the folder of case studies in it is written.
        folder: the case folder.
        readers: the models.
        on_progress: told of every file, page and claim.

    Raises:
        BadInput: the folder is no case, another folder of the same name is being studied, or a file cannot be read.
    """
    folder, own = folder.resolve(), study_workspace(workspace)
    slug = read_case(folder).case.slug
    with own.reading() as db:
        known = load_study_cases(db).get(slug)
    if known not in (None, str(folder)) and Path(known or "").is_dir():
        raise BadInput(f"A case study {slug!r} from {known} is there already. Give this one another slug in case.yaml.")
    if not is_loaded(folder, own):
        _, report = load_case_folder(folder, own, readers, on_progress)
        if report.failures:
            first = report.failures[0]
            raise BadInput(f"{Path(first.path).name} cannot be read: {first.reason}. {first.remedy}.")
    with own.writing() as db:
        save_study_case(db, slug, str(folder))
    return Room(own, slug, folder)


def list_rooms(workspace: Workspace) -> dict[str, Room]:
    """The prepared case studies by slug."""
    if not (workspace.root / FOLDER).is_dir():
        return {}
    own = study_workspace(workspace)
    with own.reading() as db:
        return {slug: Room(own, slug, Path(folder)) for slug, folder in load_study_cases(db).items()}


def read_answers(room: Room) -> CaseFolder:
    """The case folder as it is now, answers included. Nothing of it may reach a student who has not submitted.

    Raises:
        BadInput: the folder is gone or broken.
    """
    return read_case(room.folder)


def find_places(room: Room, claim_id: str, read: CaseFolder) -> tuple[GoldPlace, ...]:
    """The judged passages of one claim, where they stand.

    Raises:
        BadInput: a quote or its file is not in the case study; the folder was changed since it was loaded.
    """
    gold = [one for one in read.gold if one.claim_id == claim_id]
    try:
        hashes = {one.file: hash_file(room.folder / one.file) for one in gold}
    except OSError as error:
        raise BadInput(
            f"{error.filename} cannot be opened: {error.strerror}. Put it back into the case folder."
        ) from error
    with room.workspace.reading() as db:
        pages = {sha256: load_pages(db, sha256) for sha256 in hashes.values()}
    return locate_all(gold, hashes, pages)


def compare_claim(room: Room, claim_id: str, student: str) -> Comparison:
    """Show a student's work on a claim beside the answers.

    Raises:
        NotPermitted: the student has not submitted a verdict on it.
        NotFound: the case study has no such claim.
    """
    with room.workspace.reading() as db:
        work = load_work(db, room.case, claim_id, student)
    if not work.is_submitted:
        raise NotPermitted("The answers are shown once your verdict on this claim is submitted.")
    return compare_work(room, claim_id, work, read_answers(room))


def compare_work(room: Room, claim_id: str, work: StudentWork, read: CaseFolder) -> Comparison:
    """Put work beside the answers, whoever asks; for the teacher's table and for what follows a submission."""
    with room.workspace.reading() as db:
        checked = load_record(db, room.case, claim_id).checked
    evidence = checked.evidence if checked else ()
    return compare(work, read.verdicts.get(claim_id), find_places(room, claim_id, read), evidence)


def compare_submitted(room: Room, student: str) -> dict[str, Comparison]:
    """Every claim that a student has submitted, beside its answers, in the order of the claims."""
    with room.workspace.reading() as db:
        works, claims = load_works(db, room.case, student), load_claims(db, room.case)
    done = [claim.id for claim in claims if (student, claim.id) in works and works[student, claim.id].is_submitted]
    if not done:
        return {}
    read = read_answers(room)
    return {claim_id: compare_work(room, claim_id, works[student, claim_id], read) for claim_id in done}


def find_claim(room: Room, claim_id: str) -> Claim:
    """A claim without the author's note on it, which can say too much.

    Raises:
        NotFound: there is none of this id.
    """
    with room.workspace.reading() as db:
        return load_claim(db, room.case, claim_id)


def find_student(room: Room, name: str) -> str:
    """The name under which a student's work is kept: as typed the first time, however it is capitalised now.

    Raises:
        BadInput: the name is empty or too long.
    """
    clean = " ".join(name.split())
    if not clean or len(clean) > MAX_NAME:
        raise BadInput(f"Type your name, at most {MAX_NAME} characters; your work is kept under it.")
    with room.workspace.reading() as db:
        known = {student for student, _ in load_works(db, room.case)}
    return next((one for one in sorted(known) if one.casefold() == clean.casefold()), clean)
