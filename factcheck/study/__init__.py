"""Case studies: a student judges first, then sees the machine's reading and the author's judgement beside the own work."""
