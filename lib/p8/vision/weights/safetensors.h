#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "p8/vision/tensors/stored_tensor.h"
#include "p8/vision/tensors/weight_contents.h"
#include "p8/vision/tensors/weight_error.h"

namespace p8 {

/// The bytes of a .safetensors file: the same for the same tensors and metadata, whatever their order. As the format's
/// own library does, the widest number types come first, then by name, and the header is filled up to 8 bytes, so that
/// every tensor is aligned. Throws Error(Output) where two names are equal, or a name or metadata are not UTF-8.
std::string safetensors_bytes(const std::vector<StoredTensor>& tensors,
                              const std::map<std::string, std::string>& metadata = {});

/// Writes them to a file, a tensor at a time. Throws Error(Output).
void write_safetensors(const std::string& path, const std::vector<StoredTensor>& tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace p8

namespace p8::weights {

/// Whether the file begins as a .safetensors file does: eight bytes of length, then an object in JSON.
bool is_safetensors(std::string_view bytes);

/// Reads a .safetensors file (github.com/huggingface/safetensors, "Format"):
///
///     8 bytes  length of the header
///     header   {"NAME": {"dtype": "F32", "shape": [2, 3], "data_offsets": [BEGIN, END]}, …, "__metadata__": {…}}
///     data     the tensors' bytes without gap or overlap; offsets count from here
///
/// Throws Error(Model) naming the tensor wherever a file departs from that. Nothing is copied.
WeightContents read_safetensors(std::string_view bytes, const Place& file);

}  // namespace p8::weights
