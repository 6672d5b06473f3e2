"""Claims: a public statement as a value; read from a table; made to stand alone for the models."""
