"""Money on pages."""

from django import template

from letters import money as amounts

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """An amount in the currency's smallest unit as the page's language writes it."""
    return amounts.shown(amount, currency)
