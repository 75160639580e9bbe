"""The database: its launcher, its connections, and the SQL that is code rather than history."""
