"""What lime_image does for one photo, for comparison: a loop of our own as its stand-in, after lime 0.2's
data_labels(): copies made one after the other, classified in batches of 10 by PyTorch.

peer_lime.py WEIGHTS.safetensors PHOTO OUT.npy THREADS SAMPLES SEGMENTS: ViT-B/32 as in peer_vit.py; SEGMENTS
rectangles of a grid, so that both sides explain the same ones. Writes the copies' embeddings.
"""
import sys

import numpy as np
import torch

import peer_vit as tower

weights, photo, out = sys.argv[1:4]
threads, samples, segments = (int(value) for value in sys.argv[4:])
torch.set_num_threads(threads)
model = tower.load(weights)
image = tower.square(photo)  # (224, 224, 3), 0 to 255
side = round(segments ** 0.5)
labels = (np.arange(224) * side // 224)[:, None] * side + (np.arange(224) * side // 224)[None, :]
hidden = image.copy()
for segment in range(side * side):
    hidden[labels == segment] = image[labels == segment].mean(axis=0)
masks = np.random.RandomState(42).randint(0, 2, samples * side * side).reshape(samples, side * side)
masks[0] = 1

rows, waiting = [], []
with torch.inference_mode():
    for mask in masks:
        copy = image.copy()
        off = np.zeros(labels.shape, dtype=bool)
        for segment in np.where(mask == 0)[0]:
            off[labels == segment] = True
        copy[off] = hidden[off]
        waiting.append(copy)
        if len(waiting) == 10:
            rows.append(tower.encode(model, torch.stack([tower.normalised(copy) for copy in waiting])))
            waiting = []
    if waiting:
        rows.append(tower.encode(model, torch.stack([tower.normalised(copy) for copy in waiting])))
np.save(out, torch.cat(rows).numpy())
