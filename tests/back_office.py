"""Where a table’s pages are in the back office."""

from django.urls import reverse


def address(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)
