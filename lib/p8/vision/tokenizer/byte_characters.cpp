#include "p8/vision/tokenizer/byte_characters.h"

#include <algorithm>
#include <cstdint>

#include "p8/base/utf8.h"

namespace p8 {

namespace {

bool stands_for_itself(int byte) {
  return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

}  // namespace

std::array<int, 256> bytes_in_order() {
  std::array<int, 256> order = {};
  for (int byte = 0; byte < 256; ++byte) order[static_cast<std::size_t>(byte)] = byte;
  std::stable_partition(order.begin(), order.end(), stands_for_itself);
  return order;
}

std::array<std::string, 256> byte_characters() {
  std::array<std::string, 256> characters;
  std::uint32_t stand_in = 0x100;
  for (const int byte : bytes_in_order()) {
    append_utf8(characters[static_cast<std::size_t>(byte)],
                stands_for_itself(byte) ? static_cast<std::uint32_t>(byte) : stand_in++);
  }
  return characters;
}

}  // namespace p8
