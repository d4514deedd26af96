// Any bytes as a bundle.json: a card that is accepted is written and read back as the same text.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "p8/base/error.h"
#include "p8/credit/model/model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const std::string json =
        p8::bundle_json(p8::parse_bundle({reinterpret_cast<const char*>(data), size}, "bundle.json"));
    if (p8::bundle_json(p8::parse_bundle(json, "bundle.json")) != json) std::abort();
  } catch (const p8::Error&) {
  }
  return 0;
}
