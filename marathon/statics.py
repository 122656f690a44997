"""How style, script and pictures are kept for production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """Named by what they hold, so that browsers keep them for ever; also what modules import from each other."""

    support_js_module_import_aggregation = True
