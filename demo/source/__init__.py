"""What the published files say, row by row, as typed values; nothing here touches the database."""
