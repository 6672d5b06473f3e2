"""Archives in which every byte is accounted for: evidence packets, backups, cases on their way to another workspace."""
