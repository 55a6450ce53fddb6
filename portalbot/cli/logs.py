"""What is logged where: on stderr for whoever looks on, and in a file of JSON lines."""

import sys
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from loguru import Record

    from portalbot.machine.settings import Settings


def only_warn() -> None:
    """Say warnings on stderr as plain lines until `start_logging`: loguru's own sink says everything, in colours."""
    from loguru import logger

    from portalbot.machine.logs import FromLibraries

    def say(line: str) -> None:
        sys.stderr.write(line)

    FromLibraries.take_over()
    logger.remove()
    # a format that is a function: to one that is a text loguru adds the traceback
    logger.add(say, level="WARNING", format=lambda _: "{message}\n", diagnose=False, backtrace=False)


def start_logging(settings: "Settings", *, quiet: bool) -> None:
    """Log to stderr (warnings only beside a progress bar) and to a file of JSON lines that is kept small.

    A message is one line: what a portal wrote cannot forge another. What is logged passes the leak gate, tracebacks
    too: on stderr as it stands, in the file value by value.
    """
    from loguru import logger

    from portalbot.evidence.scrub import Gate
    from portalbot.machine.logs import LogFile

    gate = Gate(settings.secrets)

    def one_line(record: "Record") -> None:
        record["message"] = gate.message(record["message"])

    def say(line: str) -> None:
        sys.stderr.write(gate.message(line, lines=True))

    logger.remove()
    line = "{time:HH:mm:ss} {level: <7} {extra[case]: <10} {message}"
    logger.configure(extra={"case": "", "account": ""}, patcher=one_line)
    logger.add(say, level="WARNING" if quiet else "INFO", format=line, diagnose=False, backtrace=False)
    file = LogFile(settings.data_dir / "logs" / "portalbot.jsonl", gate.messages, lambda why: typer.echo(why, err=True))
    logger.add(file, level="DEBUG", serialize=True, diagnose=False, backtrace=False)
