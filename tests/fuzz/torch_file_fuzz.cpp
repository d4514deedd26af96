// Any bytes as a weight file of PyTorch, and as the object's pickle in one of the old container: either tensors whose
// numbers can be read, or Error(Model). Seeds: tests/fuzz/torch_file/.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "p8/base/error.h"
#include "p8/vision/weights/weight_file.h"

namespace {

using namespace std::string_view_literals;

// The old container up to the object: its number, version 1001, a little-endian machine.
constexpr std::string_view kOldContainer =
    "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19."
    "\x80\x02M\xE9\x03."
    "\x80\x02}X\x0D\x00\x00\x00little_endian\x88s."sv;

void read(std::string_view bytes) {
  try {
    // Sums would hide everything behind them from the fuzzer.
    const p8::WeightFile file = p8::read_weights(bytes, "fuzz", {false});
    std::size_t most_numbers = 1 << 20;  // many tensors may lie on one storage
    for (const auto* tensors : {&file.tensors(), &file.constants()}) {
      for (const p8::StoredTensor& tensor : *tensors) {
        if (p8::element_count(tensor) > most_numbers) return;
        most_numbers -= p8::element_count(tensor);
        p8::to_float(tensor);
      }
    }
  } catch (const p8::Error& error) {
    if (error.kind() != p8::ErrorKind::Model) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  read(bytes);
  read(std::string(kOldContainer) + std::string(bytes));
  return 0;
}
