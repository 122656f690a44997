"""What a screen reader needs of a PDF, after ISO 14289-1 (PDF/UA-1): the checks that a program can make."""

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

SHOWS_TEXT = {"Tj", "TJ", "'", '"'}
PAINTS = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "EI", "Do"}
HEADINGS = {f"/H{level}": level for level in range(1, 7)}
# The standard structure types of ISO 32000-1, 14.8.4.
# fmt: off
STANDARD = {
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI",
    "/Index", "/NonStruct", "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L",
    "/LI", "/Lbl", "/LBody", "/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span",
    "/Quote", "/Note", "/Reference", "/BibEntry", "/Code", "/Link", "/Annot", "/Ruby", "/RB",
    "/RT", "/RP", "/Warichu", "/WT", "/WP", "/Figure", "/Formula", "/Form",
}
# fmt: on


def faults_of_tags(pdf: bytes) -> list[str]:
    """What is wrong with the tags of a PDF, in plain words; nothing where all is well."""
    document = pikepdf.open(io.BytesIO(pdf))
    return [*_of_the_document(document), *_of_the_pages(document), *_of_the_tree(document)]


def _of_the_document(document: pikepdf.Pdf) -> Iterator[str]:
    root = document.Root
    if not root.get("/Lang"):
        yield "no language"
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "not marked as tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its title is not what the window shows"
    if not str(document.docinfo.get("/Title", "")).strip():
        yield "no title"
    with document.open_metadata() as metadata:
        if metadata.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if not metadata.get("dc:title"):
            yield "no title in its metadata"
    for number, page in enumerate(document.pages, start=1):
        if page.get("/Annots") and page.get("/Tabs") != Name.S:
            yield f"page {number}: links are not in the order of the tags"
        needs = page.get("/Resources", Dictionary())
        yield from (f"page {number}: {fault}" for fault in _of_the_fonts(needs))


def _of_the_fonts(resources: Any) -> Iterator[str]:
    for font in dict(resources.get("/Font", {})).values():
        if "/ToUnicode" not in font:
            yield f"{font.BaseFont} does not say which letters its glyphs are"
        [inner] = font.get("/DescendantFonts", [font])
        descriptor = inner.FontDescriptor
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"{font.BaseFont} is not in the file"
    for form in dict(resources.get("/XObject", {})).values():
        yield from _of_the_fonts(form.get("/Resources", Dictionary()))


def _of_the_pages(document: pikepdf.Pdf) -> Iterator[str]:
    tree = document.Root.get("/StructTreeRoot")
    if tree is None:
        return
    numbers = list(tree.get("/ParentTree", {}).get("/Nums", []))
    parents = {int(key): value for key, value in zip(numbers[::2], numbers[1::2], strict=True)}
    for number, page in enumerate(document.pages, start=1):
        yield from (f"page {number}: {fault}" for fault in _of_a_stream(page, page.obj, parents))


def _of_a_stream(stream: Any, holder: Any, parents: dict[int, Any]) -> Iterator[str]:
    """Whether all that is drawn is part of the tree or an artifact."""
    known = parents.get(int(holder.get("/StructParents", -1)))
    open_marks: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(stream):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marked = operands[0] == Name.Artifact
            if name == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]:
                mark, marked = int(operands[1].MCID), True
                if known is None or mark >= len(known):
                    yield f"the tree knows nothing of mark {mark}"
            open_marks.append(marked)
        elif name == "EMC":
            open_marks.pop()
        elif name in SHOWS_TEXT and not any(open_marks):
            yield "text that is in no tag"
        elif name in PAINTS and not any(open_marks) and not _is_tagged_inside(name, operands, stream):
            yield f"a drawing ({name}) that is neither in a tag nor an artifact"


def _is_tagged_inside(name: str, operands: Any, stream: Any) -> bool:
    """Whether it is a form whose marks stand in its own stream."""
    return name == "Do" and "/StructParents" in stream.Resources.XObject[operands[0]]


def _of_the_tree(document: pikepdf.Pdf) -> Iterator[str]:
    tree = document.Root.get("/StructTreeRoot")
    if tree is None:
        yield "no tree of tags"
        return
    roles = {str(key): str(value) for key, value in dict(tree.get("/RoleMap", {})).items()}
    last = 0
    for element in _elements(tree):
        kind = roles.get(str(element.S), str(element.S))
        if kind not in STANDARD:
            yield f"{kind} is no type of tag"
        if kind in ("/Figure", "/Formula") and not (element.get("/Alt") or element.get("/ActualText")):
            yield f"a {kind[1:].lower()} without words for it"
        if kind == "/TH" and not (_has(element, "/Scope") or "/ID" in element):
            yield "a heading of a table that does not say of what"
        if kind == "/LI" and not {"/LBody", "/Lbl"} & {str(child.S) for child in _children(element)}:
            yield "an item of a list without a body"
        if kind in HEADINGS:
            if HEADINGS[kind] > last + 1:
                yield f"heading {kind[1:]} after {f'H{last}' if last else 'none'}"
            last = HEADINGS[kind]


def _has(element: Any, key: str) -> bool:
    attributes = element.get("/A", Dictionary())
    return any(key in one for one in (attributes if isinstance(attributes, Array) else [attributes]))


def _elements(element: Any) -> Iterator[Any]:
    for child in _children(element):
        yield child
        yield from _elements(child)


def _children(element: Any) -> list[Any]:
    kids = element.get("/K", Array())
    found = list(kids) if isinstance(kids, Array) else [kids]
    return [each for each in found if isinstance(each, Dictionary) and "/S" in each]
