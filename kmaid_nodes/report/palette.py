"""The three bands of confidence that a reader is shown, and the ink of what is drawn in Python."""

# Confidences from which on a carbon is in the high and in the medium band.
HIGH_FROM, MEDIUM_FROM = 0.8, 0.5
INK = "#33404d"
