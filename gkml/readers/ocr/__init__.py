"""Pictures of pages to what stands on them: print and ruled lines, each character with the certainty of its reading."""
