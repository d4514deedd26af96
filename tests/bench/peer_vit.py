"""ViT-B/32 of CLIP as a notebook would write it, for the comparisons: OpenAI's names, float32. Debian's python3-torch,
python3-pil, python3-numpy.
"""
import json
import struct

import numpy as np
import torch
from PIL import Image

MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(3, 1, 1)
STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(3, 1, 1)


def load(path):
    """The vision tower's tensors, without "visual."."""
    data = np.memmap(path, mode="r", dtype=np.uint8)
    (length,) = struct.unpack("<Q", data[:8].tobytes())
    header = json.loads(data[8:8 + length].tobytes())
    tensors = {}
    for name, entry in header.items():
        if not name.startswith("visual."):
            continue
        begin, end = entry["data_offsets"]
        values = np.frombuffer(data[8 + length + begin:8 + length + end].tobytes(), dtype=np.float32)
        tensors[name[len("visual."):]] = torch.from_numpy(values.copy()).reshape(entry["shape"])
    return tensors


def square(path):
    """The model's square, (224, 224, 3), 0 to 255."""
    image = Image.open(path).convert("RGB")
    scale = 224 / min(image.size)
    size = [224 if side == min(image.size) else int(side * scale) for side in image.size]
    image = image.resize(size, Image.BICUBIC)
    left, top = round((size[0] - 224) / 2), round((size[1] - 224) / 2)
    return np.array(image.crop((left, top, left + 224, top + 224)))


def normalised(image):
    return (torch.from_numpy(image).permute(2, 0, 1) / 255.0 - MEAN) / STD


def encode(w, batch):
    norm = torch.nn.functional.layer_norm
    x = torch.nn.functional.conv2d(batch, w["conv1.weight"], stride=32).flatten(2).transpose(1, 2)
    x = torch.cat([w["class_embedding"].expand(len(batch), 1, -1), x], 1) + w["positional_embedding"]
    x = norm(x, (768,), w["ln_pre.weight"], w["ln_pre.bias"])
    for i in range(12):
        p = f"transformer.resblocks.{i}."
        y = norm(x, (768,), w[p + "ln_1.weight"], w[p + "ln_1.bias"])
        q, k, v = torch.nn.functional.linear(y, w[p + "attn.in_proj_weight"], w[p + "attn.in_proj_bias"]).view(
            len(batch), 50, 3, 12, 64).permute(2, 0, 3, 1, 4)
        y = ((q @ k.transpose(-2, -1) / 8).softmax(-1) @ v).transpose(1, 2).reshape(len(batch), 50, 768)
        x = x + torch.nn.functional.linear(y, w[p + "attn.out_proj.weight"], w[p + "attn.out_proj.bias"])
        y = norm(x, (768,), w[p + "ln_2.weight"], w[p + "ln_2.bias"])
        y = torch.nn.functional.linear(y, w[p + "mlp.c_fc.weight"], w[p + "mlp.c_fc.bias"])
        x = x + torch.nn.functional.linear(y * torch.sigmoid(1.702 * y), w[p + "mlp.c_proj.weight"], w[p + "mlp.c_proj.bias"])
    return norm(x[:, 0], (768,), w["ln_post.weight"], w["ln_post.bias"]) @ w["proj"]
