"""The networks as PyTorch modules, from a safetensors file with OpenAI's or torchvision's names, float32: for the
comparisons. Debian's python3-torch, python3-numpy.

peer_networks.py export MODEL FILE.safetensors FILE.onnx: writes it for ONNX Runtime, any number of images.
peer_networks.py encode MODEL FILE.safetensors fp32|bf16 THREADS: what p8_encode_in_turn does, with PyTorch.
"""
import json
import struct
import sys
import time

import numpy as np
import torch

VGG16_CONVOLUTIONS = (0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28)


def load(path, prefix):
    data = np.memmap(path, mode="r", dtype=np.uint8)
    (length,) = struct.unpack("<Q", data[:8].tobytes())
    header = json.loads(data[8:8 + length].tobytes())
    tensors = {}
    for name, entry in header.items():
        if name.startswith(prefix):
            begin, end = entry["data_offsets"]
            values = np.frombuffer(data[8 + length + begin:8 + length + end].tobytes(), dtype=np.float32)
            tensors[name[len(prefix):]] = torch.from_numpy(values.copy()).reshape(entry["shape"])
    return tensors


class Network(torch.nn.Module):
    def __init__(self, tensors):
        super().__init__()
        self.names = {name: name.replace(".", "_") for name in tensors}
        for name, tensor in tensors.items():
            self.register_parameter(self.names[name], torch.nn.Parameter(tensor, requires_grad=False))

    def weight(self, name):
        return getattr(self, self.names[name])

    def linear(self, x, name):
        return torch.nn.functional.linear(x, self.weight(name + ".weight"), self.weight(name + ".bias"))


class VisionTransformer(Network):
    """CLIP's ViT-B/32."""

    def norm(self, x, name):
        return torch.nn.functional.layer_norm(x, (768,), self.weight(name + ".weight"), self.weight(name + ".bias"))

    def forward(self, pixels):
        x = torch.nn.functional.conv2d(pixels, self.weight("conv1.weight"), stride=32).flatten(2).transpose(1, 2)
        token = self.weight("class_embedding").reshape(1, 1, 768).expand(pixels.shape[0], 1, 768)
        x = self.norm(torch.cat([token, x], 1) + self.weight("positional_embedding"), "ln_pre")
        for i in range(12):
            p = f"transformer.resblocks.{i}."
            y = torch.nn.functional.linear(self.norm(x, p + "ln_1"), self.weight(p + "attn.in_proj_weight"),
                                           self.weight(p + "attn.in_proj_bias"))
            q, k, v = y.reshape(-1, 50, 3, 12, 64).permute(2, 0, 3, 1, 4).unbind(0)
            y = (q @ k.transpose(-2, -1) / 8).softmax(-1) @ v
            x = x + self.linear(y.transpose(1, 2).reshape(-1, 50, 768), p + "attn.out_proj")
            y = self.linear(self.norm(x, p + "ln_2"), p + "mlp.c_fc")
            x = x + self.linear(y * torch.sigmoid(1.702 * y), p + "mlp.c_proj")
        return self.norm(x[:, 0], "ln_post") @ self.weight("proj")


class Vgg16(Network):
    def forward(self, pixels):
        x = pixels
        for i, number in enumerate(VGG16_CONVOLUTIONS):
            name = f"features.{number}"
            x = torch.nn.functional.conv2d(x, self.weight(name + ".weight"), self.weight(name + ".bias"), padding=1)
            x = torch.relu(x)
            if i + 1 == len(VGG16_CONVOLUTIONS) or VGG16_CONVOLUTIONS[i + 1] - number == 3:
                x = torch.nn.functional.max_pool2d(x, 2)
        x = torch.relu(self.linear(x.flatten(1), "classifier.0"))  # already 7 × 7 at 224 pixels
        return self.linear(torch.relu(self.linear(x, "classifier.3")), "classifier.6")


def network(model, path):
    return Vgg16(load(path, "")) if model == "VGG16" else VisionTransformer(load(path, "visual."))


def drawn_pixels(images):
    numbers = np.arange(images * 3 * 224 * 224) % 1000003
    return torch.from_numpy(np.sin(0.01 * numbers).astype(np.float32)).reshape(images, 3, 224, 224)


def encode(model, path, precision, threads):
    torch.set_num_threads(threads)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    module = network(model, path).to(dtype).eval()
    with torch.inference_mode():
        for line in sys.stdin:
            pixels = drawn_pixels(int(line))
            start, cpu = time.perf_counter(), time.process_time()
            embeddings = module(pixels.to(dtype)).float()
            ms, cpu_ms = 1e3 * (time.perf_counter() - start), 1e3 * (time.process_time() - cpu)
            print(json.dumps({"ms": ms, "cpu_ms": cpu_ms, "embedding": embeddings[0].tolist()}), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "export":
        torch.onnx.export(network(sys.argv[2], sys.argv[3]).eval(), torch.zeros(2, 3, 224, 224), sys.argv[4],
                          opset_version=14, input_names=["pixels"], output_names=["embeddings"],
                          dynamic_axes={"pixels": {0: "images"}, "embeddings": {0: "images"}})
    else:
        encode(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]))
