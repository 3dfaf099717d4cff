"""The texts of the benchmark have the lengths that people write."""

from statistics import median

from benchmarks.texts import write_texts


def test_lengths():
    lengths = {"title": [], "text": [], "resolution": []}
    for kind, _number, text in write_texts():
        lengths[kind].append(len(text))
    assert 16 <= median(lengths["title"]) <= 34
    assert 85 <= median(lengths["text"]) <= 105
    assert 105 <= median(lengths["resolution"]) <= 130
    assert max(lengths["text"]) <= 617


def test_the_same_each_time():
    assert list(write_texts())[:50] == list(write_texts())[:50]
