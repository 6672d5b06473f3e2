"""Prove what is stored and what has left: a workspace, an evidence packet; every fault in words, with its place."""
