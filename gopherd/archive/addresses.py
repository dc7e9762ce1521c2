"""Addresses: every form in which one article names another, brought to one spelling.

An article is known under several addresses (``of_article``), a link may mean several (``meant_by``, the likeliest
first), and the index joins the two when a page is read: a new article, one that goes and an embargo that ends change
the links of all others without touching them. The spellings:

``!5832716``            a number
``p:news/2019/05/some`` a file, its path below the archive's folder without extension
``n:2019-05-07-some``   a file, its base name, as Hugo's ``ref`` takes it
``/blog/2019/05/some``  an old or permanent address, without host, final slash, ``index.html`` and ``.html``
``d:2019-05/some``      year, month and last part of such an address: what ``:year/:month/:title`` and its kin make
``f:media/a.png``       a picture file
"""

import posixpath
import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from gopherd.archive.shortcodes import REF
from gopherd.model.text import clean_line

_NUMBER: Final = re.compile(r"(?:(?:/?[^/!]*)/)?!(0|[1-9][0-9]{0,17})")
_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_DATED: Final = re.compile(r"/((?:19|20)[0-9]{2})/([0-9]{1,2})/(?:[0-9]{1,2}/)?([^/]+)$")
_AS_WRITTEN: Final = "!#$%&'()*+,/:;=?@[]~\\^`{|}<>\""
_ARTICLE_FILE: Final = re.compile(r"\.(?:md|markdown)$", re.IGNORECASE)
_PICTURES: Final = ("media/", "", "static/", "assets/")
"""Where a picture's address may begin, below the archive's folder: gopherd's, Hugo's and Jekyll's places."""


def is_external(href: str) -> bool:
    """Whether ``href`` names a place by its scheme or host."""
    return href.startswith("//") or (bool(_SCHEME.match(href)) and not href.startswith(REF))


def external(href: str, site_url: str) -> str:
    """``href`` as an address outside the archive, empty when it can be none.

    Args:
        href: an address as written.
        site_url: the site's web address; what begins with a slash lies below it.
    """
    # Some clients cut a selector at its first byte that is not ASCII, and none can send a blank.
    href = quote(href, safe=_AS_WRITTEN)
    if href.startswith("//"):
        return f"https:{href}"
    if _SCHEME.match(href):
        return "" if href.startswith(REF) else href
    if href.startswith("/") and site_url and not _ARTICLE_FILE.search(href):
        parts = urlsplit(site_url)
        return f"{parts.scheme}://{parts.netloc}{href}"
    return ""


def meant_by(href: str, source: str, site_url: str) -> tuple[str, ...]:
    """What ``href`` may mean inside the archive, the likeliest first; nothing when it leads outside.

    Args:
        href: an address as its author wrote it.
        source: the path of the file that holds it.
        site_url: the site's web address, empty when it has none.
    """
    if href.startswith(REF):
        return _by_reference(href.removeprefix(REF), source)
    if is_external(href):
        path = _below(href, site_url)
        return () if path is None else (*_by_web_path(path), *_as_picture(path, ""))
    if match := _NUMBER.fullmatch(href):
        return (f"!{match[1]}",)
    path = _path_of(href)
    if not path:
        return ()
    if path.startswith("/"):
        return (*_by_web_path(path), f"p:{_without_extension(path.lstrip('/'))}", *_as_picture(path, ""))
    joined = posixpath.normpath(posixpath.join(_folder_of(source), path))
    stem = posixpath.basename(_without_extension(path))
    by_name = (f"n:{stem}",) if _ARTICLE_FILE.search(path) else ()
    return (f"p:{_without_extension(joined)}", *by_name, *_by_web_path(f"/{path}"), *_as_picture(path, source))


def asked_by(selector: str) -> tuple[str, ...]:
    """What a selector may mean that is no page's own: an article's old address, the likeliest first.

    Args:
        selector: a path as a client sent it, raw or percent-coded, with or without slashes at its ends.
    """
    decoded = unquote(selector)
    # What links forgive would make a second spelling of a number; and a file of the archive is nobody's address.
    if clean_line(decoded) != decoded or _ARTICLE_FILE.search(decoded.rstrip("/")):
        return ()
    path = f"/{selector.strip('/')}"
    meant = (normal_path(path), *meant_by(path, "", ""))
    return tuple(dict.fromkeys(address for address in meant if address and not address.startswith("f:")))


def of_article(path: str, slugs: tuple[str, ...], year_month: str, old: tuple[str, ...]) -> tuple[str, ...]:
    """Every address of an article but its number.

    Args:
        path: its file below the archive's folder.
        slugs: what may be the last part of its web address.
        year_month: ``2019-05``, empty without a date.
        old: its old and permanent addresses as written, whole or without host.
    """
    stem = _without_extension(clean_line(path))
    name = posixpath.basename(stem)
    found = [f"p:{stem}", f"n:{name}"]
    if name in {"index", "_index"}:
        found += [f"p:{posixpath.dirname(stem)}", f"n:{posixpath.basename(posixpath.dirname(stem))}"]
    if year_month:
        found += [f"d:{year_month}/{slug}" for slug in slugs if slug]
    for address in old:
        if match := _NUMBER.fullmatch(address):
            found.append(f"!{match[1]}")
        elif normal := normal_path(_path_of(address)):
            found.append(normal)
    return tuple(dict.fromkeys(found))


def of_picture(path: str) -> str:
    """The address of a picture file."""
    return f"f:{clean_line(path)}"


def normal_path(path: str) -> str:
    """A web address's path as it is compared: one slash each, no file name that a web server fills in."""
    path = re.sub(r"/+", "/", f"/{path}")
    path = re.sub(r"/index\.html?$|\.html?$", "", path).rstrip("/")
    return clean_line(path)


def pictures(src: str, source: str, site_url: str) -> tuple[str, ...]:
    """Where the picture ``src`` may lie: beside its article, in ``media/``, below the folder."""
    if is_external(src):
        path = _below(src, site_url)
        return () if path is None else _as_picture(path, "")
    return _as_picture(_path_of(src), source)


def _as_picture(path: str, source: str) -> tuple[str, ...]:
    if not re.search(r"\.[A-Za-z0-9]{2,5}$", path):
        return ()
    places = [] if path.startswith("/") else [posixpath.join(_folder_of(source), path)]
    places += [place + path.lstrip("/") for place in _PICTURES]
    normal = (posixpath.normpath(place) for place in places)
    return tuple(dict.fromkeys(f"f:{place}" for place in normal if not place.startswith("..")))


def _by_reference(reference: str, source: str) -> tuple[str, ...]:
    path = _path_of(reference)
    if not path:
        return ()
    if match := _NUMBER.fullmatch(reference):
        return (f"!{match[1]}",)
    stem = _without_extension(path.strip("/"))
    beside = posixpath.normpath(posixpath.join(_folder_of(source), _without_extension(path)))
    return (f"p:{stem}", f"p:content/{stem}", f"p:{beside}", f"n:{posixpath.basename(stem)}")


def _by_web_path(path: str) -> tuple[str, ...]:
    if match := _NUMBER.fullmatch(path):
        return (f"!{match[1]}",)
    normal = normal_path(path)
    if not normal:
        return ()
    dated = _DATED.search(normal)
    return (normal, f"d:{dated[1]}-{int(dated[2]):02}/{dated[3]}") if dated else (normal,)


def _below(href: str, site_url: str) -> str | None:
    """The path of ``href`` on the site's own host, ``None`` when it lies elsewhere."""
    if not site_url:
        return None
    try:
        own, other = urlsplit(site_url), urlsplit(f"https:{href}" if href.startswith("//") else href)
    except ValueError:
        return None
    if other.scheme.lower() not in {"http", "https"} or _host(other.netloc) != _host(own.netloc):
        return None
    base = own.path.rstrip("/")
    if base and other.path != base and not other.path.startswith(f"{base}/"):
        return None
    return _path_of(other.path.removeprefix(base)) or "/"


def _folder_of(source: str) -> str:
    return posixpath.dirname(clean_line(source))


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _path_of(address: str) -> str:
    address = re.split(r"[?#]", address, maxsplit=1)[0]
    if _SCHEME.match(address):
        try:
            address = urlsplit(address).path
        except ValueError:
            return ""
    return clean_line(unquote(address))


def _without_extension(path: str) -> str:
    return re.sub(r"\.(?:md|markdown|html?)$", "", path, flags=re.IGNORECASE)
