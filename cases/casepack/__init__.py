"""The open case pack: one ZIP (or folder) of JSON and pictures. See ``docs/case-packs.md``."""

from cases.casepack.exporting import export_pack
from cases.casepack.faults import Fault, PackRefused
from cases.casepack.importing import Imported, import_pack

__all__ = ["Fault", "Imported", "PackRefused", "export_pack", "import_pack"]
