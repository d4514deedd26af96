"""What a notebook does for CLIP's image embeddings, for comparison: Pillow and PyTorch, batches of 32.

peer_zeroshot.py WEIGHTS.safetensors IMAGES OUT.npy THREADS: ViT-B/32 under OpenAI's names in float32. Debian's
python3-torch, python3-pil, python3-numpy.
"""
import os
import sys

import numpy as np
import torch

from peer_vit import encode, load, normalised, square

weights_path, images, out, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
torch.set_num_threads(threads)
tower = load(weights_path)
names = sorted(os.listdir(images))
with torch.inference_mode():
    batches = [encode(tower, torch.stack([normalised(square(os.path.join(images, name))) for name in names[i:i + 32]]))
               for i in range(0, len(names), 32)]
np.save(out, torch.cat(batches).numpy())
