"""Wiring: settings, addresses, the policy, and what every page shares."""

from marathon.sqlite import use_newest_sqlite

use_newest_sqlite()
