"""Reports as pages that need nothing beside them: the source left, the statutory tables right, and an index."""
