"""A scanner: reads the QR codes of a page by a decoder that we did not write."""

import re
import zlib
from typing import Any

import numpy
import zxingcpp

_DRAWN = re.compile(r'<svg class="qr" viewBox="0 0 (\d+) \1" [^>]*>.*?<path d="([^"]*)"/></svg>', re.DOTALL)
_BAR = r"M(\d+) (\d+)h(\d+)v1h-\3z"


def painted(modules: int, path: str, scale: int = 4) -> Any:
    """What a path paints: grey values, black on white, so many pixels a module."""
    assert re.sub(_BAR, "", path) == "", "nothing is drawn but rectangles one module high"
    ground = numpy.full((modules, modules), 255, numpy.uint8)
    for x, y, width in re.findall(_BAR, path):
        ground[int(y), int(x) : int(x) + int(width)] = 0
    return ground.repeat(scale, 0).repeat(scale, 1)


def scanned(pixels: Any) -> str:
    """The text of the one QR code in a picture."""
    [found] = zxingcpp.read_barcodes(pixels)
    assert found.format == zxingcpp.BarcodeFormat.QRCode
    return str(found.text)


def qr_codes(page: str) -> list[str]:
    """The texts of the QR codes drawn on a page, in their order."""
    return [scanned(painted(int(modules), path)) for modules, path in _DRAWN.findall(page)]


def picture(png: bytes) -> Any:
    """The grey values of a browser's picture of a part of a page: 8 bits a colour, not interlaced."""
    at, packed = 8, b""
    width, height, depth, kind = 0, 0, 0, 0
    while at < len(png):
        size, name = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        chunk = png[at + 8 : at + 8 + size]
        if name == b"IHDR":
            width, height, depth, kind = (
                int.from_bytes(chunk[:4], "big"),
                int.from_bytes(chunk[4:8], "big"),
                *chunk[8:10],
            )
        packed += chunk if name == b"IDAT" else b""
        at += size + 12
    assert depth == 8 and kind in (2, 6), "RGB or RGBA"
    step = 3 if kind == 2 else 4
    rows = _unfiltered(zlib.decompress(packed), width * step, height, step)
    return numpy.ascontiguousarray(numpy.array(rows, numpy.uint8).reshape(height, width, step)[:, :, 0])


def _unfiltered(told: bytes, wide: int, height: int, step: int) -> list[bytearray]:
    """Rows of bytes out of what PNG says of each by its neighbours."""
    rows, above = [], bytearray(wide)
    for y in range(height):
        how, row = told[y * (wide + 1)], bytearray(told[y * (wide + 1) + 1 : (y + 1) * (wide + 1)])
        for x in range(wide):
            left, up, corner = (row[x - step] if x >= step else 0), above[x], (above[x - step] if x >= step else 0)
            paeth = min(
                (left, up, corner), key=lambda one: abs(left + up - corner - one)
            )  # the first where two are near
            row[x] = (row[x] + (0, left, up, (left + up) // 2, paeth)[how]) & 255
        rows.append(row)
        above = row
    return rows
