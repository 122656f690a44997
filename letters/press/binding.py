"""Binds PDFs of the press into one: in printing order, with bookmarks, page labels and the tags of each.

A copy is the page itself drawn again, not written again: ten thousand cost little more than one. Screen
readers find the text of a page once; its further copies are marked as what they are, the same again.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

# What begins and ends marked content: it names a place in the tags, of which a copy has none.
MARKS = {"BDC", "BMC", "EMC", "DP", "MP"}
COPY = b"/Artifact BMC /Page Do EMC"


@dataclass(frozen=True)
class Part:
    """One PDF of the press, how many copies of it are printed, and where it stands in the bookmarks.

    The copies of several pages come copy by copy, as they are handed out. A part without a ``group`` stands
    in the bookmarks by itself. ``label`` goes before the number of each of its pages. With ``is_twin`` each
    page stands twice on a sheet of double width, to be cut in the middle.
    """

    title: str
    pdf: bytes
    copies: int = 1
    group: str = ""
    label: str = ""
    is_twin: bool = False


def bind(parts: Sequence[Part], *, title: str, language: str) -> bytes:
    """The parts as one PDF in their order. Raises ValueError where there is nothing to bind."""
    parts = [part for part in parts if part.copies > 0]
    if not parts:
        raise ValueError("nothing to bind")
    with pikepdf.new() as book:
        binding = _Binding(book)
        for part in parts:
            binding.add(part)
        binding.finish(title, language)
        out = io.BytesIO()
        book.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return out.getvalue()


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


@dataclass
class _Binding:
    """A book on its way: its pages part by part, its tags, its bookmarks."""

    book: pikepdf.Pdf
    nodes: list[pikepdf.Object] = field(default_factory=list)
    tops: list[pikepdf.Object] = field(default_factory=list)
    parents: list[Any] = field(default_factory=list)
    next_key: int = 0
    pages: int = 0
    labels: list[Any] = field(default_factory=list)
    marks: list[tuple[str, str, pikepdf.Object]] = field(default_factory=list)

    def add(self, part: Part) -> None:
        first = len(self.book.pages)
        with pikepdf.open(io.BytesIO(part.pdf)) as source:
            self.book.pages.extend(source.pages)
            originals: list[Any] = [page.obj for page in self.book.pages[first:]]
            self._take_tags(source, originals)
        if part.is_twin:
            for page in originals:
                self._twin(page)
        kids = originals + self._copies(originals, part.copies - 1)
        node = self.book.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(kids), Count=len(kids)))
        for page in kids:
            page.Parent = node
        self.nodes.append(node)
        label = Dictionary(S=Name.D, St=1)
        if part.label:
            label.P = String(f"{part.label} ")
        self.labels += [self.pages, label]
        self.marks.append((part.group, part.title, originals[0]))
        self.pages += len(kids)

    def _copies(self, originals: list[Any], count: int) -> list[Any]:
        """So many further copies of the pages, which all share what is drawn on them."""
        if count < 1:
            return []
        drawn = self.book.make_stream(COPY)
        shared = []
        for original in originals:
            form = self._form(original)
            resources = self.book.make_indirect(Dictionary(XObject=Dictionary(Page=form)))
            shared.append((original.MediaBox, resources))
        return [
            self.book.make_indirect(
                Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=drawn)
            )
            for _copy in range(count)
            for box, resources in shared
        ]

    def _form(self, page: Any) -> pikepdf.Object:
        """What is drawn on a page, to be drawn again, without its places in the tags."""
        form = self.book.make_indirect(pikepdf.Page(page).as_form_xobject(handle_transformations=False))
        kept = [
            instruction
            for instruction in pikepdf.parse_content_stream(form)
            if str(instruction.operator) not in MARKS
        ]
        form.write(pikepdf.unparse_content_stream(kept))
        return form

    def _twin(self, page: Any) -> None:
        """The page stands beside itself, with a line between to cut along."""
        left, bottom, right, top = (float(edge) for edge in page.MediaBox)
        width = right - left
        twin = self._form(page)
        # Pages of a document share what they need: this one gets a list of its own.
        needs: Any = Dictionary(dict(page.Resources))
        needs.XObject = Dictionary(dict(page.Resources.get(Name.XObject, {})))
        needs.XObject.Twin = twin
        page.Resources = self.book.make_indirect(needs)
        again = (
            f"/Artifact BMC q 1 0 0 1 {width:.3f} 0 cm /Twin Do Q "
            f"q .6 w [3 3] 0 d .5 G {right:.3f} {bottom:.3f} m {right:.3f} {top:.3f} l S Q EMC"
        )
        once = page.Contents if isinstance(page.Contents, Array) else Array([page.Contents])
        whole = [self.book.make_stream(b"q"), *once, self.book.make_stream(f"Q {again}".encode())]
        page.Contents = Array(whole)
        for box in (Name.MediaBox, Name.TrimBox, Name.CropBox, Name.BleedBox, Name.ArtBox):
            if box in page:
                page[box] = Array([left, bottom, right + width, top])

    def _take_tags(self, source: pikepdf.Pdf, pages: list[Any]) -> None:
        """The source's tags, whose numbers follow those that are there."""
        tree: Any = source.Root.get(Name.StructTreeRoot)
        if tree is None:
            return
        tree = self.book.copy_foreign(tree)
        numbers = list(tree.ParentTree.Nums)
        keys = [int(key) for key in numbers[::2]]
        for key, parents in zip(keys, numbers[1::2], strict=True):
            self.parents += [self.next_key + key, parents]
        for page in pages:
            if Name.StructParents in page:
                page.StructParents = int(page.StructParents) + self.next_key
            for annotation in page.get(Name.Annots, []):
                if Name.StructParent in annotation:
                    annotation.StructParent = int(annotation.StructParent) + self.next_key
        self.next_key += max(keys, default=-1) + 1
        children = tree.get(Name.K)
        self.tops += list(children) if isinstance(children, Array) else [children]

    def finish(self, title: str, language: str) -> None:
        root = self.book.Root
        self._tag(root)
        pages = self.book.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(self.nodes), Count=self.pages))
        for node in self.nodes:
            node.Parent = pages
        self._bookmark()
        root.Pages = pages
        root.PageLabels = Dictionary(Nums=Array(self.labels))
        root.PageMode = Name.UseOutlines
        root.Lang = String(language)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        with self.book.open_metadata(set_pikepdf_as_editor=False) as about:
            about["dc:title"] = title
            about["dc:language"] = [language]
            about["pdfuaid:part"] = "1"
            about["xmp:CreatorTool"] = "Letter Marathon"
        self.book.docinfo[Name.Title] = title

    def _tag(self, root: Any) -> None:
        if not self.tops:
            return
        tree = self.book.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        whole = self.book.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
        for top in self.tops:
            if top.get(Name.S) == Name.Document:
                top.S = Name.Part
            top.P = whole
        whole.K = Array(self.tops)
        tree.K = Array([whole])
        tree.ParentTree = self.book.make_indirect(Dictionary(Nums=Array(self.parents)))
        tree.ParentTreeNextKey = self.next_key
        root.StructTreeRoot = tree
        root.MarkInfo = Dictionary(Marked=True)

    def _bookmark(self) -> None:
        """One bookmark a part, those of a group below one of its name."""
        with self.book.open_outline() as outline:
            group, inside = "", outline.root
            for name, title, page in self.marks:
                place = Array([page, Name.Fit])
                if name != group:
                    group, inside = name, outline.root
                    if name:
                        head = pikepdf.OutlineItem(name, destination=place)
                        outline.root.append(head)
                        inside = head.children
                inside.append(pikepdf.OutlineItem(title, destination=place))
