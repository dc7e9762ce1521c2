"""The command line: parse arguments, call one function, print, set the exit status.

Exit statuses: 0 well, 1 ``check`` found errors, ``search`` nothing, ``index`` no such file, or ``get`` was answered
with an error, 2 wrong usage (an address that is none, too); the others are those of ``sysexits.h``: 66 no such archive,
69 a port or a server is not to be had, 75 another process is indexing, 78 the configuration is wrong.
"""

import functools
import math
import os
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from gopherd import __version__
from gopherd.errors import ArchiveLocked, ArchiveUnavailable, BeingIndexed, ConfigInvalid, GopherdError, NotFound
from gopherd.wire.address import AddressInvalid

if TYPE_CHECKING:
    from gopherd.archive.plan import Plan, Summary

_F = TypeVar("_F", bound=Callable[..., Any])
_STATUSES: Final = (
    (NotFound, 1),
    (ConfigInvalid, 78),
    (ArchiveLocked, 75),
    (ArchiveUnavailable, 66),
    (AddressInvalid, 2),
    (GopherdError, 69),
)


class _DefaultIsServe(click.Group):
    """``gopherd`` alone, or with an option first, is ``gopherd serve``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if not args or (args[0].startswith("-") and args[0] not in own):
            args = ["serve", *args]
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if not os.path.isdir(args[0]):
                raise
            raise click.UsageError(f"{error.message} Did you mean 'gopherd serve {args[0]}'?", ctx) from error


@click.group(cls=_DefaultIsServe, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gopherd")
def main() -> None:
    """Put a newspaper's whole article archive into Gopherspace.

    Without a command: serve.
    """


def _says_errors(command: _F) -> _F:
    """Show what gopherd says on purpose as a message with an exit status, never as a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except GopherdError as error:
            click.echo(f"gopherd: {error}", err=True)
            sys.exit(next(status for kind, status in _STATUSES if isinstance(error, kind)))
        except KeyboardInterrupt:
            sys.exit(130)
        except BrokenPipeError:
            # Whoever read our output has gone; Python would complain once more when it flushes.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(141)

    return run  # type: ignore[return-value]


_archive = click.argument("archive", required=False, type=click.Path())
_index = click.option("--index", metavar="DIR", help="Where the index lies, instead of beside the archive.")


@main.command()
@_archive
@click.option("--port", type=click.IntRange(0, 65535), help="Port on this machine only (loopback).  [default: 7070]")
@click.option(
    "--listen", metavar="ENDPOINT", multiple=True,
    help="Listen on a Twisted endpoint, as tcp:70 or systemd:domain=INET:index=0; with gophers: in front, TLS only. "
    "May be given more than once.",
)  # fmt: skip
@click.option("--public-host", metavar="NAME", help="The host that menus say.")
@click.option("--public-port", metavar="PORT", type=click.IntRange(1, 65535), help="The port that menus say.")
@click.option("--no-watch", is_flag=True, help="Do not take over changes of the archive while serving.")
@click.option(
    "--access-log", metavar="FILE", help="Write a line a request, in Apache's combined format; - is the terminal."
)
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer; by default one for each core.")
@click.option("--tls-self-signed", is_flag=True, help="Speak TLS with a certificate of its own making, for trying out.")
@_index
@_says_errors
def serve(
    archive: str | None,
    port: int | None,
    listen: tuple[str, ...],
    public_host: str | None,
    public_port: int | None,
    no_watch: bool,
    access_log: str | None,
    workers: int | None,
    tls_self_signed: bool,
    index: str | None,
) -> None:
    """Serve an archive of articles over Gopher.

    ARCHIVE is a folder of articles; without it, the folder archive/ or the present one.
    """
    import signal

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # it ends nothing, not even before there is somebody to hear it
    from gopherd import bootstrap
    from gopherd.edge.running import run

    orders = bootstrap.Orders(
        archive, listen, port, public_host, public_port, not no_watch, access_log, index, tls_self_signed
    )
    workers = workers or bootstrap.workers_for(orders)
    if workers > 1:
        crew = bootstrap.make_crew(orders, workers)
        click.echo(bootstrap.greeting(crew, orders), err=access_log == "-")
        sys.exit(crew.run())
    service = bootstrap.make_service(orders)
    click.echo(bootstrap.greeting(service, orders), err=access_log == "-")
    run(service)


@main.command()
@_archive
@click.argument("files", nargs=-1, type=click.Path())
@_index
@click.option("--watch", is_flag=True, help="Stay, and take over changes as they come.")
@click.option("--companion", is_flag=True, hidden=True, help="End when standard input ends, as beside 'serve'.")
@_says_errors
def index(archive: str | None, files: tuple[str, ...], index: str | None, watch: bool, companion: bool) -> None:
    """Build or refresh an archive's index.

    FILES are files or folders of the archive that have changed: only they are looked at, however large the archive is.
    Without them everything is. Unchanged files are not read again. Killed at any moment, it leaves the index as it was.
    """
    from gopherd import config, indexer

    if watch and files:
        raise click.UsageError("--watch looks at everything; name no files")
    if companion:
        indexer.end_with_standard_input()
    root = config.find_archive(archive)
    if watch:
        indexer.keep_indexed(root, index, functools.partial(click.echo, err=True))
    elif files:
        plan = indexer.make_plan(root, index, indexer.places_of(root, files))
        summary = indexer.refresh_patiently(plan, functools.partial(click.echo, err=True))
        click.echo(indexer.summary_line(summary))
        if unknown := [place for place in summary.unknown if place != config.FILE]:
            raise NotFound(f"{', '.join(unknown)}: nothing of the archive {root} is there, nor was")
    else:
        click.echo(indexer.summary_line(_refresh(indexer.make_plan(root, index))), err=companion)


@main.command()
@click.argument("folder", type=click.Path())
@_says_errors
def init(folder: str) -> None:
    """Make a small archive to begin with: it serves at once.

    FOLDER is made; one that exists must be empty.
    """
    from gopherd.archive.starter import make_starter

    made = make_starter(folder)
    click.echo(f"Made {len(made)} files in {folder}:")
    for path in made:
        click.echo(f"  {path}")
    click.echo(f"\nNow:  gopherd serve {folder}")


@main.command()
@_archive
@_index
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_says_errors
def check(archive: str | None, index: str | None, strict: bool) -> None:
    """Find an archive's mistakes: in its files, and in every page that a reader can reach.

    Exits with 1 when there are errors.
    """
    from gopherd import bootstrap, checking, config, indexer, tables

    plan = indexer.make_plan(config.find_archive(archive), index)
    summary = _refresh(plan)
    inspection, application, snapshot = bootstrap.inspect(plan)
    findings = [*checking.findings_in_files(inspection), *checking.findings_on_front(snapshot)]
    with _progress("pages") as report:
        findings.extend(checking.crawl(application.answer, snapshot.site, report))
    tables.show(checking.table(findings))
    counts = {severity: sum(found.severity is severity for found in findings) for severity in checking.Severity}
    roles = dict(inspection.roles)
    left_out = roles.pop("none", 0) + roles.pop("refused", 0)
    files = [indexer.counted(count, role) for role, count in roles.items()]
    files += [f"{left_out:,} left out"] if left_out else []
    click.echo(
        f"{indexer.counted(summary.files, 'file')} ({', '.join(files) or 'nothing'}): "
        + ", ".join(indexer.counted(count, severity.value) for severity, count in counts.items())
    )
    errors = counts[checking.Severity.ERROR] + (counts[checking.Severity.WARNING] if strict else 0)
    sys.exit(1 if errors else 0)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("archive", type=click.Path())
@click.argument("words", nargs=-1, required=True)
@click.option("--page", type=click.IntRange(1), default=1, show_default=True, help="Which twenty of the hits.")
@_index
@_says_errors
def search(archive: str, words: tuple[str, ...], page: int, index: str | None) -> None:
    """Search an archive as its readers do; 'gopherd help search' says what WORDS may be.

    The index is taken as it is. Exits with 1 when nothing is found.
    """
    from gopherd import bootstrap, config, indexer, searching

    plan = indexer.make_plan(config.find_archive(archive), index)
    try:
        here = bootstrap.snapshot(plan)
    except (ArchiveUnavailable, BeingIndexed):  # there is none yet, or another release made it
        _refresh(plan)
        here = bootstrap.snapshot(plan)
    width = min(shutil.get_terminal_size().columns, 100) if sys.stdout.isatty() else None
    with here:
        lines = list(searching.found_lines(here, " ".join(words), page, width))
    for line in lines:
        click.echo(line)


@main.command()
@click.argument("url")
@click.option("--raw", is_flag=True, help="The bytes of the answer as they came.")
@click.option("--insecure", is_flag=True, help="Take any certificate of a gophers:// server.")
@click.option("--timeout", "timeout_s", default=30.0, show_default=True, help="Longest silence, in seconds.")
@_says_errors
def get(url: str, raw: bool, insecure: bool, timeout_s: float) -> None:
    """Ask a Gopher server, as gopher://host:port/1/selector; with gophers:// in TLS.

    Menus are shown with numbered links; texts as they are; anything else goes to a file or a pipe as it came.
    """
    from gopherd.edge.client import fetch, readable, readable_text
    from gopherd.wire.address import parse_url
    from gopherd.wire.menu import ItemType, decode_menu, is_refusal

    if not 0 < timeout_s < math.inf:
        raise click.UsageError("--timeout needs a number of seconds above 0")
    address = parse_url(url if "://" in url else f"gopher://{url}")
    is_menu, is_text = address.item_type in {ItemType.MENU, ItemType.SEARCH}, address.item_type in {"0", "h"}
    if not raw and not is_menu and not is_text and sys.stdout.isatty():
        raise click.UsageError(f"item type {address.item_type} is neither menu nor text; use --raw and redirect it")
    data = fetch(address, timeout_s, limit_bytes=1 << 30, is_trusting=insecure)
    if raw or not (is_menu or is_text):
        sys.stdout.buffer.write(data)
    elif is_menu:
        click.echo(readable(decode_menu(data), address), nl=False)
    else:
        click.echo(readable_text(data), nl=False)
    if is_refusal(data):
        raise NotFound(f"{address.host} has answered with an error")


@main.command("help")
@click.argument("page", required=False)
@_says_errors
def help_(page: str | None) -> None:
    """Show a PAGE of the manual; without one, which there are."""
    from gopherd import manual

    pages = (f"gopherd help {name:10} {title}\n" for name, title in manual.pages().items())
    click.echo(manual.page(page) if page else "".join(pages), nl=False)


def _refresh(plan: "Plan") -> "Summary":
    from gopherd.archive.indexing import refresh

    with _progress("files") as report:
        return refresh(plan, report)


def _progress(unit: str) -> Any:
    from gopherd.progress import shown

    return shown(unit, sys.stderr)
