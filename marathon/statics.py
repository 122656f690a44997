"""How style, script and pictures are kept for production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Statics(CompressedManifestStaticFilesStorage):
    """Files are named by what they hold, also where modules import each other, and kept for ever."""

    support_js_module_import_aggregation = True
