"""Where, when and with whom: sections, venues, events, openings, teams, people, roles, invitations."""
