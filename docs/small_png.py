"""Pictures of pages as PNG files with few colours: a page has few, and a guide is read over slow lines.

The browser that took a picture also counts its colours.
"""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

_MOST_BYTES = 150_000
_COLOURS = (64, 32, 16)  # tried in turn, until the file is small enough
# The commonest colours first; then those of the rest that no chosen one is near: a rare red stays red.
_COUNT = """async ([picture, most]) => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const seen = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const counts = new Map();
  for (const colour of seen) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const parts = colour => [colour & 255, colour >> 8 & 255, colour >> 16 & 255];
  const apart = (one, two) => (one[0] - two[0]) ** 2 + (one[1] - two[1]) ** 2 + (one[2] - two[2]) ** 2;
  const common = [...counts].sort((one, two) => two[1] - one[1]).slice(0, 3000);
  const rest = common.map(([colour, count]) => [parts(colour), count]);
  const chosen = rest.splice(0, most / 2).map(each => each[0]);
  const far = rest.map(([colour]) => Math.min(...chosen.map(each => apart(each, colour))));
  while (chosen.length < most && rest.length) {
    let best = 0;
    for (let at = 1; at < rest.length; at++) if (far[at] * rest[at][1] > far[best] * rest[best][1]) best = at;
    if (!far[best]) break;
    const next = rest[best][0];
    chosen.push(next);
    rest.forEach(([colour], at) => { far[at] = Math.min(far[at], apart(next, colour)); });
  }
  const nearest = new Map();
  for (const colour of counts.keys()) {
    const away = chosen.map(each => apart(each, parts(colour)));
    nearest.set(colour, away.indexOf(Math.min(...away)));
  }
  const places = new Uint8Array(seen.length);
  seen.forEach((colour, at) => { places[at] = nearest.get(colour); });
  let text = "";
  const many = 32768;
  for (let at = 0; at < places.length; at += many) {
    text += String.fromCharCode(...places.subarray(at, at + many));
  }
  return [image.width, image.height, chosen.flat(), btoa(text)];
}"""


def keep_small(page: Any, picture: bytes, path: Path) -> int:
    """Write a picture with as many colours as fit into the size; returns its bytes. page : of a browser."""
    address = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    small = b""
    for most in _COLOURS:
        width, height, colours, places = page.evaluate(_COUNT, [address, most])
        small = _png(width, height, bytes(colours), base64.b64decode(places))
        if len(small) <= _MOST_BYTES:
            break
    path.write_bytes(small)
    return len(small)


def _png(width: int, height: int, colours: bytes, places: bytes) -> bytes:
    """A PNG file of places in a list of colours, four bits a pixel where that is enough."""
    bits = 4 if len(colours) <= 16 * 3 else 8
    rows = np.frombuffer(places, np.uint8).reshape(height, width)
    if bits == 4:
        even = np.pad(rows, ((0, 0), (0, width % 2)))
        rows = even[:, ::2] << 4 | even[:, 1::2]
    raw = np.pad(rows, ((0, 0), (1, 0))).tobytes()  # each row begins with 0: it is not filtered
    head = struct.pack(">IIBBBBB", width, height, bits, 3, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(raw, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
