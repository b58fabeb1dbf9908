"""A person looks at what was read: the queue, the pages, and what was decided, kept and applied to records."""
