"""What docs/case-packs.md says is what the format is."""

from pathlib import Path

import pytest

from cases.casepack import schema
from cases.fields import FIELDS
from cases.models import Addressee, Case, Milestone, PublishedTotal

DOCS = (Path(__file__).parents[3] / "docs" / "case-packs.md").read_text()

WORDS = [
    *schema.CAMPAIGN["properties"],
    *schema.CAMPAIGN["properties"]["campaign"]["properties"],
    *schema.PUBLISHED["properties"],
    *schema.CASE["properties"],
    *schema.ADDRESSEE["properties"],
    *schema.ADDRESSEE["properties"]["rules"]["properties"],
    *schema.ADDRESSEE["properties"]["letters"]["properties"],
    *schema.WORDING["properties"],
    *Case.Happened.values,
    *Case.Pronoun.values,
    *Case.Confidence.values,
    *Milestone.Kind.values,
    *PublishedTotal.Status.values,
    *PublishedTotal.Measure.values,
    *Addressee.Sender.values,
    *(value for value in Addressee.Reason.values if value),
    *(f"{{{{ {name} }}}}" for name in FIELDS),
    schema.FORMAT,
]


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_word_of_the_format_is_told(word):
    assert f"`{word}`" in DOCS
