"""Rows with their words, at one query instead of two."""

from typing import Any

from cases.languages import page_language


def with_words(rows: Any, **beside: Any) -> list[Any]:
    """The rows of a queryset of translated rows, in the order of their model, with their words.

    One query where ``prefetch_related("translations")`` takes two. A row without any words is left out. What
    stands ``beside`` is asked with them, the row being ``OuterRef("master")``, and set on the row.
    """
    words = rows.model._parler_meta.root_model
    ordering = [
        f"-master__{name[1:]}" if name[0] == "-" else f"master__{name}" for name in rows.model._meta.ordering
    ]
    found: dict[int, Any] = {}
    spoken = words.objects.filter(master__in=rows).select_related("master")
    for word in spoken.annotate(**beside).order_by(*ordering):
        row = found.setdefault(word.master_id, word.master)
        for name in beside:
            setattr(row, name, getattr(word, name))
        row._prefetched_objects_cache = getattr(row, "_prefetched_objects_cache", {})
        row._prefetched_objects_cache.setdefault("translations", []).append(word)
    return list(found.values())


def named(row: Any) -> str:
    """Its name in the language that is active now, not in the one that it was loaded in."""
    row.set_current_language(page_language())
    return str(row)
