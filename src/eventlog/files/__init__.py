"""Files: the bytes and names of what is read, and what is handed out whole or not at all."""
