"""What a file is, by how it begins and never by its name; pure."""

import codecs

HEAD_BYTES = 4_096
UNKNOWN = "application/octet-stream"

# (offset, signature, kind). Sources: the formats' own specifications; the MIME Sniffing standard for web media.
_SIGNATURES = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"PAR1", "application/vnd.apache.parquet"),
    (0, b"OggS", "audio/ogg"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"fLaC", "audio/flac"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BOXES = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"M4A ": "audio/mp4",
    b"qt  ": "video/quicktime",
}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


def sniff_kind(head: bytes) -> str:
    """The MIME type of a file from its first HEAD_BYTES; what is none of ours is UNKNOWN.

    Text is "text/plain" whatever it contains: pages, scripts and drawings with scripts are never called by their name.
    """
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _BOXES.get(head[8:12], "video/mp4")
    for offset, signature, kind in _SIGNATURES:
        if head.startswith(signature, offset):
            return _office_or_zip(head) if kind == "application/zip" else kind
    return "text/plain" if _is_text(head) else UNKNOWN


def _office_or_zip(head: bytes) -> str:
    if b"[Content_Types].xml" in head:
        for folder, kind in _OFFICE:
            if folder in head:
                return kind
    return "application/zip"


def _is_text(head: bytes) -> bool:
    if not head or any(sign < 0x20 and sign not in b"\t\n\r\x0c" for sign in head):
        return False
    try:
        # The head may end inside a letter: that is no fault of the text.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    return True
