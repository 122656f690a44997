"""Pictures: three formats come in, one goes out, and nothing but the pixels is kept."""

import hashlib
import io
import warnings

from PIL import Image, ImageFile, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
# A portrait stands on a stamp; nothing on page or paper shows it larger.
LONGEST_SIDE = 800


class NoPicture(ValueError):
    """The bytes are no picture that we take. Its text says why."""


def re_encoded(content: bytes) -> bytes:
    """The picture as lossless WebP, upright, at most 800 pixels long, without metadata.

    Lossless, so that encoding what was encoded gives the same bytes: a pack that went out comes in unchanged.
    Raises NoPicture for anything but a JPEG, PNG or WebP of at most 40 million pixels.
    """
    # WeasyPrint, in a process that loads it, tells Pillow to take half a picture for a whole one.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            # Pillow warns of odd metadata, which is thrown away here.
            warnings.simplefilter("ignore", UserWarning)
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPicture("has more than 40 million pixels")
            return _encoded(picture)
    except NoPicture:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NoPicture("has more than 40 million pixels") from error
    except Exception as error:  # Pillow's readers raise whatever a damaged file makes them raise
        raise NoPicture("is not a JPEG, PNG or WebP picture, or a damaged one") from error


def _encoded(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    if "A" in upright.getbands() or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        white = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(white, upright)
    plain = upright.convert("RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    # A fresh picture has no profile, comment or place to carry over.
    bare = Image.new("RGB", plain.size)
    bare.paste(plain)
    out = io.BytesIO()
    bare.save(out, "WEBP", lossless=True, quality=80, method=4)
    return out.getvalue()


def stored_name(content: bytes) -> str:
    """Where a re-encoded picture is kept: named by its content, so that it is kept once."""
    return f"portraits/{hashlib.sha256(content).hexdigest()[:32]}.webp"
