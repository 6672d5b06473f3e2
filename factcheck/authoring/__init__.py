"""Help for those who write a case folder: a skeleton to fill in, and every broken rule of corpus/README.md at once."""
