"""Tags to cells on the template: which form, which row, which column, which reading."""
