"""Attention over peak lists of different lengths, calculated for the peaks alone."""

import pytest
import torch

from kmaid_nodes.model.peak_lists import PeakLists
from kmaid_nodes.model.settings import Architecture
from kmaid_nodes.model.spectrum_encoder import SpectrumEncoder


@pytest.mark.parametrize("training", [False, True], ids=["predicting", "training"])
def test_peaks_see_their_own_list_as_pytorchs_padded_layers_let_them(training):
    torch.manual_seed(0)
    encoder = SpectrumEncoder(Architecture(width=32, dropout=0.0)).train(training)
    lengths = [5, 1, 9]
    lists = PeakLists.of([([float(k) for k in range(length)], [None] * length) for length in lengths])
    peaks = torch.randn(sum(lengths), 32)
    padded = torch.nn.utils.rnn.pad_sequence(list(peaks.split(lengths)), batch_first=True)
    absent = torch.arange(max(lengths)) >= torch.tensor(lengths)[:, None]
    for layer in encoder.layers:
        padded = layer(padded, src_key_padding_mask=absent)
    assert torch.allclose(encoder(peaks, lists), padded[~absent], atol=1e-5)


def test_no_list_gives_no_peaks():
    encoder = SpectrumEncoder(Architecture(width=32))
    assert encoder(torch.zeros(0, 32), PeakLists.of([])).shape == (0, 32)
