"""Moving what is stored: backup and restore of a workspace, export and import of a case."""
