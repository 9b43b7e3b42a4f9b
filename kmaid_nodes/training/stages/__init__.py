"""The stages of a training, each with its own settings, folder and checkpoint."""
