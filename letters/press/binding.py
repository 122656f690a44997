"""Binds PDFs of the press into one: in printing order, with bookmarks, page labels and the tags of each.

A copy is the page itself drawn again, not written again: ten thousand cost little more than one. What
differs from copy to copy is stamped over it. Screen readers find the text of a page once; its further copies
are marked as what they are, the same again.
"""

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import pikepdf
from pikepdf import Array, Dictionary, Name, String

# What begins and ends marked content: it names a place in the tags, of which a copy has none.
MARKS = {"BDC", "BMC", "EMC", "DP", "MP"}
COPY_BEGINS, COPY_ENDS = b"/Artifact BMC /Page Do ", b"EMC"


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


@dataclass(frozen=True)
class Copy:
    """One copy in a series: which of its forms, and what is stamped over each page of it."""

    form: int
    stamps: tuple[bytes, ...]


@dataclass(frozen=True)
class Series:
    """One paper for many: its forms, each a PDF that is there once, and its copies in printing order."""

    title: str
    forms: Sequence[bytes]
    copies: Sequence[Copy]
    group: str = ""
    label: str = ""


class Fonts(Protocol):
    """What knows the fonts that the stamps are set in, when all is set."""

    def fonts(self, book: pikepdf.Pdf) -> Iterable[tuple[str, pikepdf.Object]]:
        """Each by the name that the stamps call it."""


def bind(parts: Sequence[Part | Series], *, title: str, language: str, fonts: Fonts | None = None) -> bytes:
    """The parts as one PDF in their order. Raises ValueError where there is nothing to bind."""
    parts = [part for part in parts if part.copies]
    if not parts:
        raise ValueError("nothing to bind")
    with pikepdf.new() as book:
        binding = _Binding(book, dict(fonts.fonts(book)) if fonts else {})
        for part in parts:
            if isinstance(part, Series):
                binding.add_series(part)
            else:
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
    fonts: dict[str, pikepdf.Object]
    nodes: list[pikepdf.Object] = field(default_factory=list)
    tops: list[pikepdf.Object] = field(default_factory=list)
    parents: list[Any] = field(default_factory=list)
    next_key: int = 0
    pages: int = 0
    labels: list[Any] = field(default_factory=list)
    marks: list[tuple[str, str, pikepdf.Object]] = field(default_factory=list)

    def add(self, part: Part) -> None:
        originals = self._taken(part.pdf)
        if part.is_twin:
            for page in originals:
                self._twin(page)
        self._hang(part, originals + self._copies(originals, part.copies - 1))

    def add_series(self, series: Series) -> None:
        often = Counter(copy.form for copy in series.copies)
        forms = {at: self._taken(series.forms[at]) for at in sorted(often)}
        shared = {at: self._shared(pages, self.fonts) for at, pages in forms.items() if often[at] > 1}
        kids, seen = [], set()
        for copy in series.copies:
            if copy.form in seen:
                for (box, resources), stamp in zip(shared[copy.form], copy.stamps, strict=True):
                    drawn = self.book.make_stream(COPY_BEGINS + stamp + COPY_ENDS)
                    kids.append(self._page(box, resources, drawn))
                continue
            seen.add(copy.form)
            for page, stamp in zip(forms[copy.form], copy.stamps, strict=True):
                self._stamp(page, stamp)
                kids.append(page)
        self._hang(series, kids)

    def _taken(self, pdf: bytes) -> list[Any]:
        """The pages of a PDF with their tags, in the book but not in their place yet."""
        first = len(self.book.pages)
        with pikepdf.open(io.BytesIO(pdf)) as source:
            self.book.pages.extend(source.pages)
            originals: list[Any] = [page.obj for page in self.book.pages[first:]]
            self._take_tags(source, originals)
        return originals

    def _hang(self, part: Part | Series, kids: list[Any]) -> None:
        """The pages come next, below a node and a bookmark of their own."""
        node = self.book.make_indirect(Dictionary(Type=Name.Pages, Kids=Array(kids), Count=len(kids)))
        for page in kids:
            page.Parent = node
        self.nodes.append(node)
        label = Dictionary(S=Name.D, St=1)
        if part.label:
            label.P = String(f"{part.label} ")
        self.labels += [self.pages, label]
        self.marks.append((part.group, part.title, kids[0]))
        self.pages += len(kids)

    def _copies(self, originals: list[Any], count: int) -> list[Any]:
        """So many further copies of the pages, which all share what is drawn on them."""
        if count < 1:
            return []
        drawn = self.book.make_stream(COPY_BEGINS + COPY_ENDS)
        shared = self._shared(originals, {})
        return [self._page(box, resources, drawn) for _copy in range(count) for box, resources in shared]

    def _shared(self, originals: list[Any], fonts: dict[str, pikepdf.Object]) -> list[tuple[Any, Any]]:
        """Of each page its box, and what its copies need: the page as a form, and the fonts of the stamps."""
        shared = []
        for original in originals:
            needs = Dictionary(XObject=Dictionary(Page=self._form(original)))
            if fonts:
                needs.Font = Dictionary({f"/{name}": font for name, font in fonts.items()})
            shared.append((original.MediaBox, self.book.make_indirect(needs)))
        return shared

    def _page(self, box: Any, resources: Any, drawn: pikepdf.Object) -> Any:
        return self.book.make_indirect(
            Dictionary(Type=Name.Page, MediaBox=box, Resources=resources, Contents=drawn)
        )

    def _stamp(self, page: Any, stamp: bytes) -> None:
        """Over the page itself, which keeps its tags."""
        needs = self._needs(page, Name.Font)
        for name, font in self.fonts.items():
            needs.Font[f"/{name}"] = font
        self._overdraw(page, b"/Artifact BMC " + stamp + b"EMC")

    def _needs(self, page: Any, kind: pikepdf.Name) -> Any:
        """What the page needs, with a list of the kind of its own: pages of a document share theirs."""
        needs: Any = Dictionary(dict(page.Resources))
        needs[kind] = Dictionary(dict(page.Resources.get(kind, {})))
        page.Resources = self.book.make_indirect(needs)
        return page.Resources

    def _overdraw(self, page: Any, again: bytes) -> None:
        once = page.Contents if isinstance(page.Contents, Array) else Array([page.Contents])
        page.Contents = Array([self.book.make_stream(b"q"), *once, self.book.make_stream(b"Q " + again)])

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
        self._needs(page, Name.XObject).XObject.Twin = twin
        again = (
            f"/Artifact BMC q 1 0 0 1 {width:.3f} 0 cm /Twin Do Q "
            f"q .6 w [3 3] 0 d .5 G {right:.3f} {bottom:.3f} m {right:.3f} {top:.3f} l S Q EMC"
        )
        self._overdraw(page, again.encode())
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
