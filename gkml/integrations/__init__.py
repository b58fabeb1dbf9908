"""Other libraries' ways to work with gkml; each module needs the extra of its name, and nothing of gkml imports one."""
