"""Good news for feed readers."""

import datetime as dt

from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import news
from cases.dates import long_date

# What XML has no sign for, and people paste all the same.
_NO_XML = {number: None for number in range(32) if chr(number) not in "\t\r\n"}


class GoodNewsFeed(Feed):
    """The newest good milestones as Atom, each with what came after it."""

    feed_type = Atom1Feed
    title = gettext_lazy("Good news")
    subtitle = gettext_lazy("What came of the letters, and what happened afterwards.")

    def link(self) -> str:
        """The page that says the same."""
        return reverse("good_news")

    def items(self) -> list[news.News]:
        """As many as the page's first."""
        return news.with_aftermath(news.good_news()[: news.A_PAGE])

    def item_title(self, item: news.News) -> str:
        """“Yorm Bopha: out on bail, 22 November 2013”."""
        milestone = item.milestone
        title = _("%(name)s: %(what)s, %(date)s") % {
            "name": milestone.case.name,
            "what": milestone.get_kind_display(),
            "date": long_date(milestone.happened_on, milestone.precision),
        }
        return title.translate(_NO_XML)

    def item_description(self, item: news.News) -> str:
        """What happened, and after it."""
        after = [f"{long_date(m.happened_on, m.precision)}: {m.text}" for m in item.aftermath]
        return "\n".join([item.milestone.text, *after]).translate(_NO_XML)

    def item_link(self, item: news.News) -> str:
        """The case."""
        return reverse("case", args=[item.milestone.case.slug])

    def item_guid(self, item: news.News) -> str:
        """Stands for the milestone, whatever is told of it later."""
        return f"{item.milestone.case.slug}#{item.milestone.key}"

    def item_pubdate(self, item: news.News) -> dt.datetime:
        """The day it happened."""
        return dt.datetime.combine(item.milestone.happened_on, dt.time(12), tzinfo=dt.UTC)
