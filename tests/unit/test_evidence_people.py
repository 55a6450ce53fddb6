"""The small rooms: evidence, the person beside the bot, settings, locks, and the plan of a submit."""

import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import pytest

from pages.catalogue import shipped
from pages.errors import CaseFileError, NoAnswer
from pages.profile import Portal
from pages.terms import Material
from portalbot.casefile import CaseFile
from portalbot.evidence import Evidence
from portalbot.ledger import CaseIdReused, Ledger
from portalbot.locks import Held, account_lock
from portalbot.people import People
from portalbot.plan import Plan, make_plan
from portalbot.scrub import Gate
from portalbot.settings import load_settings
from portalbot.states import State
from tests.support import edited, everywhere, sample_cases

posix = pytest.mark.skipif(os.name != "posix", reason="posix only")

# evidence

ODD = [
    "..",
    ".",
    "../..",
    "../../etc/passwd",
    "/etc/passwd",
    "a/../../b",
    ".ssh",
    "a\\..\\b",
    "C:\\x",
    "a\0b",
    "知行 1",
    "~",
]


@pytest.mark.parametrize("case", ODD)
def test_evidence_never_leaves_its_folder_whatever_the_case_is_called(tmp_path: Path, case: str) -> None:
    evidence = Evidence(tmp_path / "evidence")
    kept = evidence.folder / evidence.keep(case, "form.png", b"picture")
    assert kept.read_bytes() == b"picture"
    assert kept.resolve().parent.parent == evidence.folder.resolve(), "one folder a case, right below"
    assert [each.name for each in tmp_path.iterdir()] == ["evidence"]


def test_cases_whose_names_look_alike_have_folders_of_their_own(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    names = ["a/b", "a_b", "a b", "..", ".", ".a", "a"]
    assert len({Path(evidence.keep(name, "x.png", b"")).parent for name in names}) == len(names)


def test_the_folder_of_a_plain_id_is_the_id(tmp_path: Path) -> None:
    assert Evidence(tmp_path).keep("ZX-001", "form.png", b"").startswith("ZX-001/")


def test_names_are_made_of_time_count_and_step(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, clock=lambda: datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC))
    assert [evidence.keep("A", "form.png", b""), evidence.keep("A", "form.png", b"")] == [
        "A/20260302T040506-0001-form.png",
        "A/20260302T040506-0002-form.png",
    ]


def test_nothing_that_was_kept_is_written_over(tmp_path: Path) -> None:
    clock = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)
    kept = Evidence(tmp_path, clock=lambda: clock).keep("A", "form.png", b"first")
    other = Evidence(tmp_path, clock=lambda: clock).keep("A", "form.png", b"second")
    assert (tmp_path / kept).read_bytes() == b"first"
    assert (tmp_path / other).read_bytes() == b"second"


@pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
def test_what_several_cases_share_is_a_file_of_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("this file system has no such thing")

    if not links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    told: list[tuple[str, str, str, int]] = []
    evidence = Evidence(tmp_path, recorder=lambda *row: told.append(row))
    first, second = evidence.keep_for(["A", "B"], "applications.jpg", b"picture")
    assert [(case, path, size) for case, path, _, size in told] == [("A", first, 7), ("B", second, 7)]
    assert first.startswith("A/") and second.startswith("B/")
    assert ((tmp_path / first).stat().st_ino == (tmp_path / second).stat().st_ino) is links
    (tmp_path / first).unlink()
    assert (tmp_path / second).read_bytes() == b"picture", "it may be deleted with one case and stays with the other"


def test_what_several_cases_share_passes_the_gate(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path, gate=Gate(lambda: ["Canary-2026"]))
    kept = evidence.keep_for(["A", "B"], "applications.jpg", b"\xff\xd8\xff Canary-2026")
    assert all(path.endswith(".withheld.txt") for path in kept)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"Canary" in path.read_bytes()]


def test_threads_keep_evidence_beside_each_other(tmp_path: Path) -> None:
    evidence = Evidence(tmp_path)
    threads = [threading.Thread(target=evidence.keep, args=("A", "x.png", b"%d" % one)) for one in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {path.read_bytes() for path in (tmp_path / "A").iterdir()} == {b"%d" % one for one in range(20)}


@posix
def test_evidence_is_for_its_user_alone(tmp_path: Path) -> None:
    kept = tmp_path / Evidence(tmp_path).keep("A", "form.png", b"")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


# the person beside the bot


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """Put a pipe in the place of stdin; what is written to it is what a person types."""
    reading, writing = os.pipe()
    with os.fdopen(reading, encoding="utf-8") as stdin, os.fdopen(writing, "w", encoding="utf-8", buffering=1) as typed:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield typed
        typed.write("\n" * 3)  # lets a reader that still waits come to its end
        for thread in threading.enumerate():
            if thread.name == "terminal":
                thread.join(2)


class Said(list[str]):
    """What was printed."""


def people(said: list[str] | None = None, **changes: Any) -> People:
    return People(**{"present": True, "seconds": 5.0, "say": (said if said is not None else Said()).append, **changes})


def test_where_nobody_is_there_that_is_known_at_once() -> None:
    said: list[str] = []
    started = time.monotonic()
    with pytest.raises(NoAnswer, match="nobody is at the terminal"):
        people(said, present=False, seconds=300.0).ask("?")
    assert time.monotonic() - started < 1
    assert said == []


def test_a_line_that_is_typed_is_the_answer(terminal: TextIO) -> None:
    said: list[str] = []
    terminal.write("  图中 abcd \n")
    assert people(said).ask("?") == "图中 abcd"
    assert said == ["?"]


def test_an_answer_that_does_not_come_in_time_is_no_answer(terminal: TextIO) -> None:
    with pytest.raises(NoAnswer, match="nobody answered"):
        people(seconds=0.05).ask("?")


def test_a_line_typed_too_late_answers_no_later_question(terminal: TextIO) -> None:
    person = people(seconds=0.05)
    with pytest.raises(NoAnswer):
        person.ask("CAPTCHA?")
    terminal.write("yes\n")
    while person._lines.empty():
        time.sleep(0.005)
    with pytest.raises(NoAnswer):
        person.approve("File everything?")


def test_another_asker_finds_the_terminal_free(terminal: TextIO) -> None:
    terminal.write("yes\n")
    assert people().approve("?")
    terminal.write("abcd\n")
    assert people().ask("CAPTCHA?") == "abcd"


def test_a_terminal_that_is_closed_is_no_answer_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open(encoding="utf-8") as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        started = time.monotonic()
        with pytest.raises(NoAnswer, match="closed"):
            people(seconds=300.0).approve("?")
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("typed", "agreed"),
    [("yes", True), (" YES ", True), ("y", False), ("", False), ("yes!", False), ("no", False), ("ja", False)],
)
def test_only_the_whole_word_approves(terminal: TextIO, typed: str, agreed: bool) -> None:
    terminal.write(f"{typed}\n")
    assert people().approve("?") is agreed


def test_a_stop_ends_the_waiting(terminal: TextIO) -> None:
    started = time.monotonic()
    with pytest.raises(NoAnswer):
        people(seconds=300.0, stopping=lambda: True).ask("?")
    assert time.monotonic() - started < 5


def test_a_captcha_question_names_the_account_and_the_picture(terminal: TextIO) -> None:
    said: list[str] = []
    terminal.write("x7k2\n")
    assert people(said).captcha("zhixing", Path("/data/captcha.png")) == "x7k2"
    assert "zhixing" in said[0] and str(Path("/data/captcha.png")) in said[0]


def test_questions_of_several_threads_are_asked_one_at_a_time(terminal: TextIO) -> None:
    said: list[str] = []
    person = people(said)
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(person.ask("?"))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for turn in range(3):
        while len(said) <= turn:
            time.sleep(0.002)
        assert len(said) == turn + 1
        terminal.write(f"{turn}\n")
        while len(answers) <= turn:
            time.sleep(0.002)
    for thread in threads:
        thread.join()
    assert answers == ["0", "1", "2"]


# settings

NAME = "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD"
SECRET = "geheim-2026#秘"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("PORTALBOT_")]:
        monkeypatch.delenv(name)


def password_of(**sources: Path) -> str | None:
    secret = load_settings(**sources).password("zhixing")
    return secret.get_secret_value() if secret else None


def env_file(folder: Path, content: str = f"# ours\n{NAME}='{SECRET}'\n") -> Path:
    path = folder / "accounts.env"
    path.write_text(content, encoding="utf-8")
    return path


def secrets_folder(folder: Path, content: str = SECRET + "\n", name: str = NAME) -> Path:
    path = folder / "secrets"
    path.mkdir(exist_ok=True)
    (path / name).write_text(content, encoding="utf-8")
    return path


def test_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, SECRET)
    assert password_of() == SECRET


def test_a_password_comes_from_an_env_file(tmp_path: Path) -> None:
    assert password_of(env_file=env_file(tmp_path)) == SECRET


@pytest.mark.parametrize("name", [NAME, NAME.lower()])
def test_a_password_comes_from_a_secrets_folder(tmp_path: Path, name: str) -> None:
    assert password_of(secrets_dir=secrets_folder(tmp_path, name=name)) == SECRET


def test_several_accounts_come_from_several_sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTALBOT_ACCOUNTS__A__PASSWORD", "1")
    file = env_file(tmp_path, "PORTALBOT_ACCOUNTS__B_2__PASSWORD=2\n")
    folder = secrets_folder(tmp_path, "3", "PORTALBOT_ACCOUNTS__C__PASSWORD")
    settings = load_settings(file, folder)
    found = {name: secret.password.get_secret_value() for name, secret in settings.accounts.items()}
    assert found == {"a": "1", "b_2": "2", "c": "3"}


def test_the_environment_wins_over_the_file_and_the_file_over_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = secrets_folder(tmp_path, "folder")
    file = env_file(tmp_path, f"{NAME}=file\n")
    assert password_of(secrets_dir=folder, env_file=file) == "file"
    monkeypatch.setenv(NAME, "environment")
    assert password_of(secrets_dir=folder, env_file=file) == "environment"


def test_an_account_without_a_password_has_none() -> None:
    assert password_of() is None


def test_a_password_is_not_shown_with_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, SECRET)
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


BAD_VARIABLES = [
    "PORTALBOT_ACCOUNTS",
    "PORTALBOT_ACCOUNTS__ZHIXING",
    "PORTALBOT_ACCOUNTS__ZHIXING__PASWORD",
    "PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD__X",
    "PORTALBOT_PAGE_SECONDS",
    "PORTALBOT_PERSON_SECONDS",
]


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_value_is_an_error_that_never_repeats_it(monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, SECRET)
    with pytest.raises(CaseFileError) as caught:
        load_settings()
    assert "PORTALBOT_" in str(caught.value)
    assert SECRET not in f"{caught.value} {caught.value.problems}"


@pytest.mark.parametrize("variable", BAD_VARIABLES)
def test_a_bad_value_in_an_env_file_is_never_repeated_either(tmp_path: Path, variable: str) -> None:
    with pytest.raises(CaseFileError) as caught:
        load_settings(env_file(tmp_path, f"{variable}='{SECRET}'\n"))
    assert SECRET not in f"{caught.value} {caught.value.problems}"


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_a_deadline_must_be_longer_than_nothing(monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("PORTALBOT_RECEIPT_SECONDS", seconds)
    with pytest.raises(CaseFileError, match="PORTALBOT_RECEIPT_SECONDS"):
        load_settings()


def test_a_missing_env_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="--env-file: there is no such file"):
        load_settings(tmp_path / "none.env")


def test_a_missing_secrets_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseFileError, match="--secrets-dir: there is no such folder"):
        load_settings(None, tmp_path / "none")


def test_an_env_file_or_secret_that_is_not_utf_8_is_said_and_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "gbk.env"
    path.write_bytes(f"{NAME}=秘密".encode("gbk"))
    with pytest.raises(CaseFileError, match="UTF-8"):
        load_settings(path)
    folder = secrets_folder(tmp_path)
    (folder / NAME).write_bytes("秘密".encode("gbk"))
    with pytest.raises(CaseFileError, match="UTF-8"):
        load_settings(None, folder)


def test_what_is_given_on_the_command_line_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PORTALBOT_DATA_DIR", str(tmp_path / "environment"))
    assert load_settings().data_dir == tmp_path / "environment"
    assert load_settings(data_dir=None).data_dir == tmp_path / "environment"
    assert load_settings(data_dir=tmp_path / "given").data_dir == tmp_path / "given"


def test_other_names_in_an_env_file_are_none_of_our_business(tmp_path: Path) -> None:
    assert password_of(env_file=env_file(tmp_path, f"HOME=/x\nOTHER__A__B=1\n{NAME}=ours\n")) == "ours"


# locks

ORIGIN = "http://127.0.0.1:8800"
HOLDER = """
import sys, time
from pathlib import Path
from portalbot.locks import account_lock
with account_lock(Path(sys.argv[1]), sys.argv[2], sys.argv[3]):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Run a process that holds an account until it is killed."""
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path), ORIGIN, "zhixing"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_holder_is_refused_at_once_naming_the_process(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    started = time.monotonic()
    with (
        pytest.raises(Held, match=rf"zhixing is held by process {holder.pid} on "),
        account_lock(tmp_path, ORIGIN, "zhixing"),
    ):
        raise AssertionError("two processes hold one account")
    assert time.monotonic() - started < 2


@posix
def test_a_killed_holder_lets_go(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_other_accounts_and_portals_are_free(tmp_path: Path, holder: "subprocess.Popen[str]") -> None:
    with account_lock(tmp_path, ORIGIN, "lingnan"), account_lock(tmp_path, "https://b.example", "zhixing"):
        pass


def test_two_threads_of_one_process_do_not_share_an_account(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        for _ in range(2):
            with pytest.raises(Held, match=f"process {os.getpid()}"), account_lock(tmp_path, ORIGIN, "zhixing"):
                raise AssertionError("held twice")
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_an_error_within_lets_go(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), account_lock(tmp_path, ORIGIN, "zhixing"):
        raise ZeroDivisionError
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        pass


def test_a_note_that_cannot_be_read_names_nobody(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "zhixing"):
        for note in (tmp_path / "locks").glob("*.json"):
            note.write_text("half a no", encoding="utf-8")
        with pytest.raises(Held, match="another process"), account_lock(tmp_path, ORIGIN, "zhixing"):
            raise AssertionError("held twice")


def test_a_user_name_never_gets_into_a_path(tmp_path: Path) -> None:
    with account_lock(tmp_path, ORIGIN, "../../x"):
        assert [path.name for path in tmp_path.iterdir()] == ["locks"]


# the plan


class Office:
    """A case file, a portal and a ledger to plan with."""

    def __init__(self, folder: Path) -> None:
        self.portal: Portal = shipped().at(ORIGIN)
        self.file: CaseFile = sample_cases(self.portal)
        self.ledger = Ledger(folder / "practice.db", who="test")

    def plan(self, **choice: Any) -> Plan:
        return make_plan(self.file, everywhere(self.portal), self.ledger, **choice)

    def filed(self, case_id: str) -> None:
        self.ledger.open_attempt(case_id, frozen={}, baseline=frozenset(), holder={})

    def edit(self, case_id: str, **changes: Any) -> None:
        cases = [edited(case, **changes) if case.id == case_id else case for case in self.file.cases]
        self.file = self.file.model_copy(update={"cases": tuple(cases)})


@pytest.fixture
def planner(tmp_path: Path) -> Iterator[Office]:
    planner = Office(tmp_path)
    yield planner
    planner.ledger.close()


def to_file(plan: Plan) -> list[str]:
    return [filing.case.id for filing in plan.to_file]


def test_a_new_file_is_filed_whole_in_its_order(planner: Office) -> None:
    plan = planner.plan()
    assert to_file(plan) == [case.id for case in planner.file.cases] == list(plan.ids)
    assert (plan.to_settle, plan.rest, plan.differing) == ((), (), ())
    assert {entry.id for entry in planner.ledger.cases(ORIGIN)} == set(plan.ids)


def test_a_filing_carries_the_very_bytes_and_their_digest(planner: Office) -> None:
    filing = planner.plan(only=["ZX-001"]).to_file[0]
    path = planner.file.material(filing.case, Material.LICENCE)
    assert filing.files[Material.LICENCE] == ("licence.pdf", path.read_bytes())
    assert filing.digest == filing.case.digest({name: data for name, (_, data) in filing.files.items()})
    assert planner.ledger.case("ZX-001").digest == filing.digest


@pytest.mark.parametrize("state", [State.READY, State.HELD, State.WAITING, State.FAILED])
def test_what_a_submit_may_take_up_is_to_be_filed(planner: Office, state: State) -> None:
    planner.plan()
    planner.ledger.move("ZX-001", state, "")
    assert "ZX-001" in to_file(planner.plan())


@pytest.mark.parametrize("state", [State.BLOCKED, State.REFUSED, State.WITHDRAWN, State.SUBMITTED, State.CANCELLED])
def test_what_needs_something_else_is_left(planner: Office, state: State) -> None:
    planner.plan()
    planner.ledger.move("ZX-001", state, "")
    if state is State.BLOCKED:
        planner.ledger.register({**entered(planner, "ZX-001"), "id": "TWIN"})
        planner.ledger.move("TWIN", State.READY, "")
    plan = planner.plan()
    assert [entry.id for entry in plan.rest] == ["ZX-001"]
    assert "ZX-001" not in to_file(plan)


def entered(planner: Office, case_id: str) -> dict[str, str]:
    entry = planner.ledger.case(case_id)
    names = ["portal", "number", "kind", "account", "user_name", "province", "client", "site_name", "digest"]
    return {name: getattr(entry, name) for name in names}


@pytest.mark.parametrize("unknown", [False, True], ids=["intent", "unknown"])
def test_what_may_have_been_clicked_is_to_be_settled(planner: Office, unknown: bool) -> None:
    planner.plan()
    planner.filed("ZX-001")
    if unknown:
        planner.ledger.move("ZX-001", State.UNKNOWN, "")
    plan = planner.plan()
    assert [filing.case.id for filing in plan.to_settle] == ["ZX-001"]
    assert "ZX-001" not in to_file(plan)
    assert set(plan.ids) == {case.id for case in planner.file.cases}


def test_only_the_chosen_cases_are_planned_and_entered(planner: Office) -> None:
    plan = planner.plan(only=["ZX-002", "QT-001"])
    assert to_file(plan) == ["ZX-002", "QT-001"]
    assert {entry.id for entry in planner.ledger.cases()} == {"ZX-002", "QT-001"}


def test_one_accounts_cases_are_planned(planner: Office) -> None:
    assert to_file(planner.plan(account="jinghua")) == ["JH-001", "JH-002"]
    assert to_file(planner.plan(account="jinghua", only=["ZX-001"])) == []
    assert planner.plan(account="nobody").ids == ()


def test_a_limit_counts_only_what_is_to_be_filed(planner: Office) -> None:
    planner.plan()
    planner.filed("ZX-001")
    plan = planner.plan(limit=2)
    assert to_file(plan) == ["ZX-002", "ZX-003"]
    assert len(plan.to_settle) == 1
    assert len(plan.rest) == 13
    assert len(plan.ids) == 16


def test_an_edit_before_filing_is_filed_as_edited(planner: Office) -> None:
    planner.plan()
    planner.edit("ZX-001", site_name="知行书城")
    plan = planner.plan(only=["ZX-001"])
    assert plan.to_file[0].case.site_name == "知行书城"
    assert plan.differing == ()


@pytest.mark.parametrize("after", [[], [State.UNKNOWN], [State.SUBMITTED], [State.SUBMITTED, State.CANCELLED]])
def test_an_edit_after_filing_differs_and_is_not_filed(planner: Office, after: list[State]) -> None:
    planner.plan()
    planner.filed("ZX-001")
    for state in after:
        planner.ledger.move("ZX-001", state, "")
    assert planner.plan().differing == ()
    planner.edit("ZX-001", site_name="知行书城")
    plan = planner.plan()
    assert plan.differing == ("ZX-001",)
    assert "ZX-001" not in to_file(plan)


def test_an_edited_refusal_is_filed_again(planner: Office) -> None:
    planner.plan()
    planner.ledger.move("ZX-001", State.REFUSED, "no")
    assert "ZX-001" not in to_file(planner.plan())
    planner.edit("ZX-001", site_name="知行书城")
    assert "ZX-001" in to_file(planner.plan())


def test_other_bytes_in_a_file_are_another_content(planner: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    before = planner.plan(only=["ZX-001"]).to_file[0].digest
    real = CaseFile.files
    monkeypatch.setattr(
        CaseFile,
        "files",
        lambda file, case: {name: (title, data + b" ") for name, (title, data) in real(file, case).items()},
    )
    assert planner.plan(only=["ZX-001"]).to_file[0].digest != before


def test_an_id_for_another_record_stops_the_plan(planner: Office) -> None:
    planner.plan()
    planner.edit("ZX-001", number="粤ICP备12345678号-3")
    with pytest.raises(CaseIdReused, match="号-3"):
        planner.plan()
