"""The rules of play: frozen values and pure functions, standard library only."""
