"""What a visitor types at the writer’s desk, where, and what they are told."""

from django.urls import reverse

from cases.models import Case

TYPED = {"name": "Ola Nowak", "town": "Łódź", "own_words": "", "paper": "a4", "act": "pdf"}


def at(case: Case) -> str:
    return reverse("desk", args=[case.slug])


def sentences_beside(response, field: str) -> list[str]:
    return list(response.context["form"].errors.get(field, []))


ATTACKS = [
    "<script>fetch('http://127.0.0.1:9/')</script>",
    '<img src="file:///etc/passwd"><object data=file:///etc/passwd>',
    "<style>@import url(http://127.0.0.1:9/)</style>",
    "</p></body><iframe src=javascript:alert(1)>",
    "{{ sender }}{% include '/etc/passwd' %}{{ settings.SECRET_KEY }}",
    "![x](http://127.0.0.1:9/) [y](javascript:alert(1)) `z`",
    "url(data:text/html,x) expression(alert(1))",
]
