"""PDF documents: characters and ruled lines of each page, tables from the lines, one document from all pages."""
