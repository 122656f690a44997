"""What a page looks like: a picture of it, for whoever reads it on a screen before it is printed."""

import io

import pypdfium2

# Sharp enough to read where a page is half a screen wide.
DPI = 130
# Black, white and the edges of letters between them.
GREYS = 16


def pictures_of(pdf: bytes, *, dpi: int = DPI) -> list[bytes]:
    """The pages of a PDF of ours, in their order, as PNGs of so many dots an inch, in shades of grey."""
    found = []
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            picture = page.render(scale=dpi / 72, grayscale=True).to_pil().quantize(GREYS)
            file = io.BytesIO()
            picture.save(file, "PNG", optimize=True)
            found.append(file.getvalue())
            page.close()
    finally:
        document.close()
    return found
