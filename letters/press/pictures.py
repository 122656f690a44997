"""What a page looks like: a picture of it, for whoever reads it on a screen before it is printed."""

import io
import threading
from contextlib import closing

import pypdfium2
from PIL import Image

# Sharp enough to read where a page is half a screen wide.
DPI = 130
# Black, white and the edges of letters between them.
GREYS = 16
# PDFium draws for one thread at a time; a server has several.
_turn = threading.Lock()


def pictures_of(pdf: bytes, *, dpi: int = DPI) -> list[bytes]:
    """The pages of a PDF of ours, in their order, as PNGs of so many dots an inch, in shades of grey."""
    with _turn:
        drawn = _drawn(pdf, dpi / 72)
    found = []
    for picture in drawn:
        file = io.BytesIO()
        picture.quantize(GREYS).save(file, "PNG", optimize=True)
        found.append(file.getvalue())
    return found


def _drawn(pdf: bytes, scale: float) -> list[Image.Image]:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pictures = []
        for page in document:
            with closing(page), closing(page.render(scale=scale, grayscale=True)) as bitmap:
                pictures.append(bitmap.to_pil().copy())
        return pictures
