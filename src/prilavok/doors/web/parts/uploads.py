"""What people upload: into a file of the disk, and never more than a list may have."""

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from prilavok.kit.sheets import MOST_BYTES


class Bounded(FileUploadHandler):
    """A file over the limit is passed over as it comes in; the page then says that there was none, or too big a one."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Hand the piece on, or the whole file over."""
        if start + len(raw_data) > MOST_BYTES:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The next handler has the file."""
        return None
