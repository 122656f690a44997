"""The one place where forms are drawn."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws every form and field with the templates of ``templates/forms/``."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/_field.html"
