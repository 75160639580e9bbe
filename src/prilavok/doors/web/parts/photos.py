"""A kept file of somebody's, sent as a file and never run or shown as a page."""

from datetime import datetime
from uuid import UUID

from django.http.response import FileResponse

from prilavok.kit.files import open_file, show_file


def send_file(file: UUID, at: datetime) -> FileResponse:
    """The file itself; who may have it was decided before. Raises NotFound."""
    stored = show_file(file, at)
    response = FileResponse(open_file(file, at), as_attachment=True, filename=stored.name, content_type=stored.kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "no-store"
    return response
