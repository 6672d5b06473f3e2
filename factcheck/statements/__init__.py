"""Claims out of a statement: a press release, an article or a transcript, sentence by sentence, each at its exact place."""
