"""The store: the only SQL of the project, and the received files beside it.

`workspace.Workspace` opens a folder; the other modules save and load one noun each, given an open connection. They keep
what they are given and give it back; they compute nothing.
"""
