"""Examples, splits, augmentation, the training run and its metrics."""
