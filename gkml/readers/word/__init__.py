"""Word documents: .docx by its XML, .doc by its piece table, both to the same blocks."""
