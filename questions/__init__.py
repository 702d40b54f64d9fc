"""Knowledge: the question packs, and how they are read, checked and drawn."""
