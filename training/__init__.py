"""How the model was made: corpora ─▶ dataset ─▶ net ─▶ train ─▶ export. Not shipped; see README.md here."""
