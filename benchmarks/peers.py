"""The same letter for many, printed by others: each as its users would, with the code drawn once.

What is not installed is left out and named with how to get it.
"""

import base64
import html
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letters.press.shaping import FONTS

FACE = "SourceSerif4-Regular.ttf"
MM = 72 / 25.4


@dataclass(frozen=True)
class Text:
    """What is the same on each letter; the paragraphs are those before and after the demands."""

    address: list[str]
    date: str
    before: list[str]
    demands: list[str]
    after: list[str]
    # The code of the case's page, drawn once: as SVG.
    code: str
    # The same as rows of dark and light.
    matrix: list[list[int]]


Writers = list[tuple[str, str]]


class NotInstalled(Exception):
    """The tool is not there. Says how to get it."""


def typst(text: Text, writers: Writers) -> bytes:
    """One document that loops over its data."""
    try:
        import typst as compiler
    except ImportError:
        raise NotInstalled("pip install typst") from None
    source = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: 25mm)
#set text(font: "Source Serif 4", size: 12pt)
#for writer in data.writers [
  #writer.at(0) \\ #writer.at(1)
  #v(15mm)
  #data.address.join(linebreak())
  #align(right)[#writer.at(1), #data.date]
  #for line in data.before [#par(line)]
  #list(..data.demands)
  #for line in data.after [#par(line)]
  #v(15mm)
  #writer.at(0)
  #place(bottom + right, image(bytes(data.code), format: "svg", width: 18mm))
  #pagebreak(weak: true)
]
"""
    data = {**vars(text), "writers": writers}
    with tempfile.TemporaryDirectory() as folder:
        # No other font to look through.
        shutil.copy(FONTS / FACE, folder)
        made = compiler.compile(
            source.encode(),
            font_paths=[folder],
            sys_inputs={"data": json.dumps(data)},
            ignore_system_fonts=True,
        )
    return bytes(made)


def reportlab(text: Text, writers: Writers) -> bytes:
    """Flowing paragraphs, and the code as a form that the pages share."""
    try:
        from reportlab.lib.pagesizes import A4
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.ttfonts import TTFont
        from reportlab.platypus import ListFlowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer
    except ImportError:
        raise NotInstalled("pip install reportlab") from None
    import io

    pdfmetrics.registerFont(TTFont("Serif", str(FONTS / FACE)))
    style = ParagraphStyle("letter", fontName="Serif", fontSize=12, leading=17, spaceAfter=8)
    right = ParagraphStyle("date", parent=style, alignment=2)
    out = io.BytesIO()
    document = SimpleDocTemplate(out, pagesize=A4, leftMargin=25 * MM, rightMargin=25 * MM)

    def escaped(words: str) -> Any:
        return html.escape(words)

    def furnish(canvas: Any, _document: Any) -> None:
        if not canvas.hasForm("code"):
            canvas.beginForm("code")
            side = 18 * MM / len(text.matrix)
            for y, row in enumerate(text.matrix):
                for x, dark in enumerate(row):
                    if dark:
                        canvas.rect(x * side, (len(text.matrix) - y) * side, side, side, stroke=0, fill=1)
            canvas.endForm()
        canvas.saveState()
        canvas.translate(165 * MM, 10 * MM)
        canvas.doForm("code")
        canvas.restoreState()

    story: list[Any] = []
    for name, town in writers:
        story += [
            Paragraph(f"{escaped(name)}<br/>{escaped(town)}", style),
            Spacer(1, 40),
            Paragraph("<br/>".join(escaped(line) for line in text.address), style),
            Paragraph(f"{escaped(town)}, {text.date}", right),
            *(Paragraph(escaped(line), style) for line in text.before),
            ListFlowable(
                [Paragraph(escaped(line), style) for line in text.demands], bulletType="bullet", start="–"
            ),
            *(Paragraph(escaped(line), style) for line in text.after),
            Spacer(1, 40),
            Paragraph(escaped(name), style),
            PageBreak(),
        ]
    document.build(story, onFirstPage=furnish, onLaterPages=furnish)
    return out.getvalue()


def chromium(text: Text, writers: Writers) -> bytes:
    """One page of HTML, printed."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        raise NotInstalled("apt install chromium")
    with tempfile.TemporaryDirectory() as folder:
        page, out = Path(folder) / "letters.html", Path(folder) / "letters.pdf"
        page.write_text(_html(text, writers))
        command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
        subprocess.run(  # A path that we looked up, and files of our own.
            [*command, f"--user-data-dir={folder}/user", f"--print-to-pdf={out}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=300,
        )
        return out.read_bytes()


def weasyprint(text: Text, writers: Writers) -> bytes:
    """The same page of HTML, in one document."""
    from weasyprint import HTML

    return bytes(HTML(string=_html(text, writers)).write_pdf())


def libreoffice(text: Text, writers: Writers) -> bytes:
    """A document with all letters, as a mail merge writes it, turned into a PDF."""
    path = shutil.which("soffice") or shutil.which("libreoffice")
    if path is None:
        raise NotInstalled("apt install libreoffice-writer")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "letters.fodt"
        source.write_text(_fodt(text, writers))
        subprocess.run(  # As above.
            [
                path,
                f"-env:UserInstallation=file://{folder}/user",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        return (Path(folder) / "letters.pdf").read_bytes()


def _html(text: Text, writers: Writers) -> str:
    def paragraphs(lines: list[str]) -> str:
        return "".join(f"<p>{html.escape(line)}</p>" for line in lines)

    code = base64.b64encode(text.code.encode()).decode()
    demands = "".join(f"<li>{html.escape(line)}</li>" for line in text.demands)
    address = "<br>".join(html.escape(line) for line in text.address)
    sheets = "".join(
        f"<section><p>{html.escape(name)}<br>{html.escape(town)}</p><p class=down>{address}</p>"
        f"<p class=date>{html.escape(town)}, {text.date}</p>{paragraphs(text.before)}<ul>{demands}</ul>"
        f"{paragraphs(text.after)}<p class=down>{html.escape(name)}</p>"
        f'<img src="data:image/svg+xml;base64,{code}"></section>'
        for name, town in writers
    )
    return (
        "<!doctype html><meta charset=utf-8><style>"
        f'@font-face{{font-family:S;src:url("{(FONTS / FACE).as_uri()}")}}'
        "@page{size:A4;margin:25mm}body{margin:0;font:12pt/1.42 S}section{break-after:page;position:relative}"
        ".down{margin-top:15mm}.date{text-align:right}img{width:18mm;float:right}</style>" + sheets
    )


def _fodt(text: Text, writers: Writers) -> str:
    def paragraph(words: str, style: str = "P") -> str:
        return f'<text:p text:style-name="{style}">{html.escape(words)}</text:p>'

    code = base64.b64encode(text.code.encode()).decode()
    picture = (
        '<text:p text:style-name="P">'
        '<draw:frame text:anchor-type="as-char" svg:width="18mm" svg:height="18mm">'
        f"<draw:image><office:binary-data>{code}</office:binary-data></draw:image></draw:frame></text:p>"
    )
    body = "".join(
        "".join(
            [
                paragraph(name, "First"),
                paragraph(town),
                *map(paragraph, text.address),
                paragraph(f"{town}, {text.date}"),
                *map(paragraph, text.before),
                *(paragraph(f"– {line}") for line in text.demands),
                *map(paragraph, text.after),
                paragraph(name),
                picture,
            ]
        )
        for name, town in writers
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (
            ("office", "office"), ("text", "text"), ("style", "style"), ("fo", "xsl-fo-compatible"),
            ("draw", "drawing"), ("svg", "svg-compatible"),
        )
    )  # fmt: skip
    return (
        f'<?xml version="1.0"?><office:document {names} office:version="1.2" '
        'office:mimetype="application/vnd.oasis.opendocument.text"><office:automatic-styles>'
        '<style:style style:name="P" style:family="paragraph">'
        '<style:paragraph-properties fo:margin-bottom="3mm"/>'
        '<style:text-properties fo:font-size="12pt"/></style:style>'
        '<style:style style:name="First" style:family="paragraph" style:parent-style-name="P">'
        '<style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


PEERS: dict[str, Callable[[Text, Writers], bytes]] = {
    "WeasyPrint alone": weasyprint,
    "Typst": typst,
    "ReportLab": reportlab,
    "LibreOffice, a merged document": libreoffice,
    "Chromium without a window": chromium,
}
