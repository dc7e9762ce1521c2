"""Requests and responses between two processes of one server: a line of JSON each, a response's bytes behind it.

Both ends are ours and of one release, so a message that cannot be read has broken off, and is told as that.
"""

import json
from typing import Any

from gopherd.message import Asked, Blob, Http, Plus, Request, Response, Status, Wish


def encode_request(request: Request) -> bytes:
    """A request as a line, its LF included."""
    asked = request.asked
    fields: dict[str, Any] = {"selector": request.selector, "search": request.search}
    if isinstance(asked, Plus):
        fields["plus"] = [asked.wish.value, asked.view, sorted(asked.blocks), asked.is_behind_words]
    elif isinstance(asked, Http):
        fields["http"] = asked.method
    return json.dumps(fields).encode("ascii") + b"\n"


def decode_request(data: bytes) -> Request | None:
    """The request in a line; ``None`` when it has broken off or is none."""
    try:
        return _request(json.loads(data)) if data.endswith(b"\n") else None
    except (ValueError, KeyError, TypeError):
        return None


def _request(fields: dict[str, Any]) -> Request:
    asked: Asked | None = None
    if "plus" in fields:
        wish, view, blocks, is_behind_words = fields["plus"]
        asked = Plus(Wish(wish), view, frozenset(blocks), is_behind_words)
    elif "http" in fields:
        asked = Http(fields["http"])
    return Request(fields["selector"], fields["search"], asked)


def encode_response(response: Response) -> bytes:
    """A response as a line and the bytes of its body; a file goes as where it lies."""
    body = response.body
    fields: dict[str, Any] = {"status": response.status.value, "lasting": response.is_lasting}
    if isinstance(body, Blob):
        fields["file"] = [body.root, body.path]
        body = body.head
    fields["bytes"] = len(body)
    return json.dumps(fields).encode("ascii") + b"\n" + body


def decode_response(data: bytes) -> Response | None:
    """The response in a whole message; ``None`` when it has broken off or is none."""
    line, _, body = data.partition(b"\n")
    try:
        return _response(json.loads(line), body)
    except (ValueError, KeyError, TypeError):
        return None


def _response(fields: dict[str, Any], body: bytes) -> Response | None:
    if len(body) != fields["bytes"]:
        return None
    status = Status(fields["status"])
    if "file" in fields:
        root, path = fields["file"]
        return Response(status, Blob(root, path, body), fields["lasting"])
    return Response(status, body, fields["lasting"])
