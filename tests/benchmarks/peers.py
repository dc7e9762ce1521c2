"""Other Gopher servers: ``python -m tests.benchmarks.peers [NAME ...]`` fetches them into a cache.

They lie under ``$XDG_CACHE_HOME/gopherd-benchmarks``, each Python package in its own environment; Debian's gophernicus
is unpacked beside them, so that nothing of the system is changed and nobody has to be root.
"""

import argparse
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gopherd-benchmarks"
_NO_ENVIRONMENT: Mapping[str, str] = {}

# Pituophis listens for everybody whatever it is told; it is held to loopback here. It prints a line a connection, which
# goes nowhere, and its own "debug" prints are off.
_PITUOPHIS = """
import asyncio.base_events, sys, pituophis
loop = asyncio.base_events.BaseEventLoop
everywhere = loop.create_server
loop.create_server = lambda self, make, host, port: everywhere(self, make, "127.0.0.1", port)
pituophis.serve("127.0.0.1", int(sys.argv[2]), pub_dir=sys.argv[1] + "/", debug=False)
"""

# The least of its settings; threads, since a process a request is ten times slower.
_PYGOPHERD = """
[pygopherd]
servername = localhost
port = {port}
interface = 127.0.0.1
root = {root}
servertype = ThreadingTCPServer
timeout = 60
usechroot = no
detach = no
tracebacks = no
mimetypes = {types}
encoding = []
abstract_headers = off
abstract_entries = off
[logger]
logmethod = none
[protocols.ProtocolMultiplexer]
protocols = [rfc1436.GopherProtocol]
[handlers.HandlerMultiplexer]
handlers = [dir.DirHandler, file.FileHandler]
[handlers.dir.DirHandler]
cachetime = 180
cachefile = .cache.pygopherd.dir
ignorepatt = ^$
[GopherEntry]
defaultmimetype = application/octet-stream
eaexts = {{}}
mapping = [[".*", "9"]]
"""

Command = Callable[[Path, int], tuple[list[str | Path], Mapping[str, str]]]
"""Given a folder of files and a port: how to serve one at the other, and what the environment needs."""


@dataclass(frozen=True)
class Peer:
    """One of them."""

    package: str
    """Its name at PyPI or, for ``fetch_debian``, Debian's packages."""
    command: Command
    fetch: Callable[[str, str], None]


def _program(package: str, name: str) -> Path:
    return CACHE / package / "bin" / name


def _gophernicus(files: Path, port: int) -> tuple[list[str | Path], Mapping[str, str]]:
    """A process a request, as under systemd, with its limits for each client out of the way, or it would refuse us.

    It keeps what it has found out about the system in 50 KB of shared memory, which stay; without them (``-nm``) it
    would start ``lsb_release`` for each request, and take twenty times as long.
    """
    own = CACHE / "gophernicus"
    found = shutil.which("gophernicus", path=f"{os.environ['PATH']}:/usr/sbin:{own}/usr/sbin")
    activate = shutil.which("systemd-socket-activate")
    libraries = {"LD_LIBRARY_PATH": ":".join(sorted({str(path.parent) for path in own.rglob("lib*.so.*")}))}
    options = [
        "-h",
        "localhost",
        "-p",
        str(port),
        "-r",
        files,
        *("-i", "2000000000", "-k", "2000000000"),
        "-nr",
        "-ns",
        "-nv",
    ]
    activated = [activate or "systemd-socket-activate", "-l", f"127.0.0.1:{port}", "--accept", "--inetd"]
    if found is None:
        return ["gophernicus"], libraries
    return [*activated, "-E", "LD_LIBRARY_PATH", found, *options], libraries


def _pygopherd(files: Path, port: int) -> tuple[list[str | Path], Mapping[str, str]]:
    settings = files.parent / "pygopherd.conf"
    types = files.parent / "mime.types"  # there must be one
    types.touch()
    settings.write_text(_PYGOPHERD.format(port=port, root=files, types=types))
    return [_program("pygopherd", "pygopherd"), settings], _NO_ENVIRONMENT


def _pituophis(files: Path, port: int) -> tuple[list[str | Path], Mapping[str, str]]:
    return [_program("pituophis", "python"), "-c", _PITUOPHIS, str(files), str(port)], _NO_ENVIRONMENT


def _mototli(files: Path, port: int) -> tuple[list[str | Path], Mapping[str, str]]:
    options = ["--host", "127.0.0.1", "--port", str(port)]
    return [_program("mototli", "mototli"), "serve", files, *options], _NO_ENVIRONMENT


def _smolserve(files: Path, port: int) -> tuple[list[str | Path], Mapping[str, str]]:
    others = ["--no-gemini", "--no-finger", "--no-spartan", "--no-nex"]
    options = ["--quiet", "--host", "127.0.0.1", "--gopher-port", str(port), "--gopher-root", files]
    return [_program("smolserve", "smolserve"), *others, *options], _NO_ENVIRONMENT


def _fetch_python(name: str, package: str) -> None:
    folder = CACHE / name
    venv.create(folder, with_pip=True, clear=True)
    subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", package], check=True)


def _fetch_debian(name: str, packages: str) -> None:
    folder = CACHE / name
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-q", *packages.split()], cwd=folder, check=True)
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=True)


PEERS: Mapping[str, Peer] = {
    "pituophis": Peer("pituophis==1.1", _pituophis, _fetch_python),
    "smolserve": Peer("smolserve==1.1.0", _smolserve, _fetch_python),
    "mototli": Peer("mototli==0.1.1", _mototli, _fetch_python),
    "pygopherd": Peer("pygopherd==3.1.0", _pygopherd, _fetch_python),
    "gophernicus": Peer("gophernicus libwrap0", _gophernicus, _fetch_debian),
}


def main() -> None:
    """Fetch some or all."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PEERS)}; default: all")
    names = parser.parse_args().names or list(PEERS)
    if unknown := set(names) - set(PEERS):
        parser.error(f"not known: {', '.join(sorted(unknown))}")
    failed = []
    for name in names:
        try:
            PEERS[name].fetch(name, PEERS[name].package)
        except (OSError, subprocess.CalledProcessError) as error:
            failed.append(name)
            print(f"{name}: {error}", file=sys.stderr)
        else:
            print(f"{name}: fetched into {CACHE / name}")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
