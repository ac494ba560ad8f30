"""A link as a picture to scan."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO

import qrcode  # type: ignore[import-untyped]
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]


def picture(url: str) -> str:
    """A QR code as the source of an image."""
    drawn = BytesIO()
    qrcode.make(url, image_factory=SvgPathImage).save(drawn)
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"
