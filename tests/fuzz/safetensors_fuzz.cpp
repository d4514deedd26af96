// Any bytes as a .safetensors file: refused with Error(Model), or tensors that are written and read back the same.
// Seeds: tests/fuzz/safetensors/.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "p8/base/error.h"
#include "p8/vision/weights/safetensors.h"
#include "p8/vision/weights/weight_file.h"

namespace {

std::string written(const p8::WeightFile& file) {
  try {
    return p8::safetensors_bytes(file.tensors());
  } catch (const p8::Error&) {
    std::abort();  // what was read has names that can be written
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const p8::WeightFile file = p8::read_weights({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (file.format() != p8::WeightFormat::Safetensors) return 0;
    for (const p8::StoredTensor& tensor : file.tensors()) p8::to_float(tensor);
    const std::string bytes = written(file);
    if (written(p8::read_weights(bytes, "fuzz")) != bytes) std::abort();
  } catch (const p8::Error& error) {
    if (error.kind() != p8::ErrorKind::Model) std::abort();
  }
  return 0;
}
