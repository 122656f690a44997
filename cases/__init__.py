"""For whom we write: campaigns, cases, addressees, milestones, case packs."""
