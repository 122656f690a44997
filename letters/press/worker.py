"""The child process in which paper is laid out. It knows no Django, no database, no secret and no network.

It reads jobs from its standard input and writes answers to its standard output: four bytes of length, then
JSON; an answer's PDF follows its JSON. It ends when its parent does. What it may use is limited by the
system, and what it may open or call by an audit hook that cannot be taken off again.
"""

import contextlib
import json
import mimetypes
import os
import re
import resource
import struct
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

LENGTH = struct.Struct(">I")
# A job brings its pictures along: they are stored where this process cannot look.
PICTURES = "press:/pictures/"
# Of a point: a pixel of CSS.
PX = 0.75
MEMORY = 1024 * 1024 * 1024
SECONDS = 10
SUFFIXES = (".ttf", ".otf", ".css", ".svg", ".png", ".jpg", ".webp")
# The letter steps down in two steps before it gives up.
SIZES = ("12pt", "11pt", "10pt")
# For those who need large print; it may take more pages.
LARGE = "18pt"
EMPTY = '<html lang="en"><title>.</title><body data-paper="{paper}" data-plain>'
# So does a paper that has to fit so many pages.
SCALES = (1.0, 0.93, 0.86)
# Korean breaks its lines between words, as ``word-break: keep-all`` has it, which WeasyPrint does not know:
# within a word a joiner keeps each syllable with what stands beside it, except after a hyphen or a slash.
JOINER = "\u2060"
WITHIN_KOREAN = re.compile(r"(?<=[^\s\u200b\u2060/‐–—-])(?=[가-힣])|(?<=[가-힣])(?=[\w(])")
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen",
             "urllib.", "ftplib.", "smtplib.", "http.", "os.kill")  # fmt: skip


class Refused(Exception):
    """The document asked for something that is not ours."""


def limit() -> None:
    """Memory, file size, open files, no core. What a system does not know (macOS: memory) it goes without."""
    for what, most in (
        ("RLIMIT_AS", MEMORY),
        ("RLIMIT_FSIZE", 64 << 20),
        ("RLIMIT_NOFILE", 128),
        ("RLIMIT_CORE", 0),
    ):
        try:
            resource.setrlimit(getattr(resource, what), (most, most))
        except (AttributeError, ValueError, OSError):
            continue


def limit_time() -> None:
    """SECONDS of computing from now on; after that the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + SECONDS
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def guard(readable: list[Path], writable: Path) -> None:
    """From now on: no network, no other process, no file but Python's, the fonts and a folder of its own."""
    # What is imported from now on is not kept in a file: in an environment that nobody compiled that would be
    # refused, and the picture whose reader it was would be missing without a word.
    sys.dont_write_bytecode = True
    places = [str(path) + os.sep for path in (*readable, writable)]
    home = str(writable) + os.sep

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise Refused(event)
        if event == "open" and isinstance(args[0], (str, bytes)):
            path = os.path.realpath(os.fsdecode(args[0]))
            writes = bool((args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
            if not any(path.startswith(place) for place in ([home] if writes else places)):
                raise Refused(event)

    sys.addaudithook(hook)


def allowed_path(url: str, roots: list[Path]) -> Path:
    """The file behind an address, links and dots resolved. Raises Refused unless it is one of ours."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc or parts.query:
        raise Refused("scheme")
    path = Path(unquote(parts.path)).resolve()
    if (
        path.suffix not in SUFFIXES
        or not any(path.is_relative_to(root) for root in roots)
        or not path.is_file()
    ):
        raise Refused("path")
    return path


def make_fetcher(roots: list[Path], pictures: dict[str, bytes]) -> Any:
    """WeasyPrint's fetcher, with everything in it replaced by the allow-list and the pictures of the job."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if (name := url.removeprefix(PICTURES)) in pictures:
                kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
                return URLFetcherResponse(url, pictures[name], {"Content-Type": kind})
            path = allowed_path(url, roots)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(path.as_uri(), path.read_bytes(), {"Content-Type": kind})

    return Fetcher()


class Layout:
    """WeasyPrint with fonts and style sheets read once: a configuration a document costs 10 ms and leaks."""

    def __init__(self, roots: list[Path]) -> None:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        here = Path(__file__).parent
        self.pictures: dict[str, bytes] = {}
        self.weasyprint, self.fonts = weasyprint, FontConfiguration()
        self.fetcher = make_fetcher(roots, self.pictures)
        names = ("fonts/fonts.css", "letter.css", "paper.css", "day.css")
        fonts, letter, *papers = (self.css(filename=str(here / name)) for name in names)
        # The one palette, where the file is: a child that knows no static files prints letters all the same.
        palettes = [root / "css" / "tokens.css" for root in roots]
        tokens = [self.css(filename=str(path)) for path in palettes if path.is_file()]
        self.sheets, self.papers = [fonts, letter], [*tokens, fonts, *papers]
        self.scales = [self.css(string=f":root{{--scale:{scale}}}") for scale in SCALES]
        self.sizes = {size: self.css(string=f":root{{--size:{size}}}") for size in (*SIZES, LARGE)}

    def css(self, **source: str) -> Any:
        """A style sheet, read once."""
        return self.weasyprint.CSS(**source, font_config=self.fonts, url_fetcher=self.fetcher)

    def letter(
        self,
        html: str,
        *,
        back: str = "",
        paper: str = "a4",
        is_large: bool = False,
        is_form: bool = False,
    ) -> tuple[dict[str, Any], bytes]:
        """The answer and the PDF: one page in the largest size that fits, or as many as large print takes.

        What stands on the ``back`` follows; then the pages of the ``paper`` are an even number, for printing
        on both sides. Of a form the answer says where its free places are.
        """
        for size in (LARGE,) if is_large else SIZES:
            front = self._laid_out(html, size)
            if is_large or len(front.pages) == 1:
                pages = front.pages + (self._laid_out(back, SIZES[-1]).pages if back else [])
                if back and len(pages) % 2:
                    pages += self._laid_out(EMPTY.format(paper=paper), SIZES[-1]).pages
                answer: dict[str, Any] = {"status": "made", "size": size, "pages": len(pages)}
                if is_form:
                    answer["places"] = places_of(pages)
                return answer, front.copy(pages).write_pdf(pdf_variant="pdf/ua-1")
        return {"status": "too_long", "characters": characters_over(front)}, b""

    def _document(self, html: str) -> Any:
        document = self.weasyprint.HTML(string=html, url_fetcher=self.fetcher, base_url="press:/")
        for element in document.etree_element.iterfind("body//*"):
            element.text, element.tail = joined(element.text), joined(element.tail)
        return document

    def _laid_out(self, html: str, size: str) -> Any:
        document = self._document(html)
        return document.render(stylesheets=[*self.sheets, self.sizes[size]], font_config=self.fonts)

    def paper(self, html: str, most: int | None = None) -> tuple[dict[str, Any], bytes]:
        """The answer and the PDF, in the palette of the house: as many pages as it takes.

        Where ``most`` says how many it may take, in the largest scale that fits them.
        """
        document = self._document(html)
        for css in self.scales if most else self.scales[:1]:
            laid_out = document.render(stylesheets=[*self.papers, css], font_config=self.fonts)
            pages = len(laid_out.pages)
            if not most or pages <= most:
                return {"status": "made", "pages": pages}, laid_out.write_pdf(pdf_variant="pdf/ua-1")
        return {"status": "too_long", "pages": pages}, b""

    def make(self, job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """The answer to a job and its PDF: a letter unless the job says otherwise."""
        self.pictures.clear()
        self.pictures.update({name: b64decode(data) for name, data in job.get("pictures", {}).items()})
        if job.get("kind") == "paper":
            return self.paper(job["html"], job.get("most"))
        beside = {name: job[name] for name in ("back", "paper", "is_large", "is_form") if name in job}
        return self.letter(job["html"], **beside)


def joined(text: str | None) -> str | None:
    """The text with its Korean words kept whole."""
    return text and WITHIN_KOREAN.sub(JOINER, text)


def characters_over(document: Any) -> int:
    """About how many characters have to go, in tens: lines on later pages, the signature's space with them.

    A line counts a tenth more than the fullest line of the first page: rather too much than too little.
    """
    first, *others = (_lines(page) for page in document.pages)
    widest = max(
        (sum(len(getattr(b, "text", "").replace(JOINER, "")) for b in line.descendants()) for line in first),
        default=80,
    )
    height = max((line.height for line in first), default=16)
    over = sum(max((line.position_y + line.height for line in lines), default=0) for lines in others)
    return -(-int(max(over / height, 1) * widest * 1.1) // 10) * 10


def places_of(pages: list[Any]) -> list[list[dict[str, Any]]]:
    """Of each page its free lines, each with its ``name``.

    In points from the page's lower left corner: where its room begins, and its base; how wide the room is,
    the size of its type, the families that its characters are looked up in, as CSS has them, and whether its
    text stands at the right edge.
    """
    found: list[list[dict[str, Any]]] = []
    for page in pages:
        found.append([])
        height = page._page_box.height + page._page_box.margin_top + page._page_box.margin_bottom
        for box in page._page_box.descendants(placeholders=True):
            name = box.element.get("data-stamp") if box.element is not None else None
            lines = [child for child in getattr(box, "children", ()) if type(child).__name__ == "LineBox"]
            if not name or not lines:
                continue
            aligned = box.style["text_align_all"]
            if aligned in ("start", "end"):
                aligned = "right" if (aligned == "end") != (box.style["direction"] == "rtl") else "left"
            found[-1].append(
                {
                    "name": name,
                    "x": box.content_box_x() * PX,
                    "y": (height - lines[0].position_y - lines[0].baseline) * PX,
                    "width": box.width * PX,
                    "size": box.style["font_size"] * PX,
                    "families": ", ".join(box.style["font_family"]),
                    "is_right": aligned == "right",
                }
            )
    return found


def _lines(page: Any) -> list[Any]:
    """The lines of a page that are not placed by hand."""
    return [
        line
        for box in page._page_box.descendants()
        if box.element is not None and box.element.get("class") == "letter-flow"
        for line in box.descendants()
        if type(line).__name__ == "LineBox"
    ]


def read(stream: BinaryIO) -> dict[str, Any] | None:
    """The next job; None when the parent is gone."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    job: dict[str, Any] = json.loads(stream.read(LENGTH.unpack(head)[0]))
    return job


def write(stream: BinaryIO, answer: dict[str, Any], pdf: bytes = b"") -> None:
    """An answer and its PDF."""
    head = json.dumps(answer | {"length": len(pdf)}).encode()
    stream.write(LENGTH.pack(len(head)) + head + pdf)
    stream.flush()


def main() -> None:
    """Says ``ready`` or what is missing, then works until the parent is gone."""
    roots = [Path(root).resolve() for root in json.loads(sys.argv[1])]
    jobs, answers = sys.stdin.buffer, sys.stdout.buffer
    limit()
    limit_time()
    try:
        layout = Layout(roots)
    except (OSError, ImportError) as problem:
        write(answers, {"status": "not_installed", "message": str(problem)[:300]})
        return
    layout.letter("<html lang=en><title>.</title><body>.")
    pythons = [Path(place).resolve() for place in {sys.prefix, sys.base_prefix, *sys.path} if place]
    guard([*roots, *pythons, Path(__file__).parent.resolve()], Path(os.environ["TMPDIR"]).resolve())
    write(answers, {"status": "ready"})
    while (job := read(jobs)) is not None:
        limit_time()
        try:
            answer, pdf = layout.make(job)
        except Exception as problem:
            answer, pdf = {"status": "failed", "message": type(problem).__name__}, b""
        write(answers, answer, pdf)


if __name__ == "__main__":
    main()
