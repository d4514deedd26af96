#include "p8/table/id_registry.h"

#include <functional>
#include <utility>

namespace p8 {

IdRegistry::IdRegistry() : slots_(1024) {}

std::optional<std::size_t> IdRegistry::add(std::string_view id, std::size_t row) {
  if (is_full()) return std::nullopt;
  if ((count_ + 1) * 4 > slots_.size() * 3) grow();
  const std::uint64_t hash = std::hash<std::string_view>{}(id);
  Slot& slot = find(hash);
  if (slot.row != 0) return slot.row;
  slot = {hash, row};
  ++count_;
  return std::nullopt;
}

IdRegistry::Slot& IdRegistry::find(std::uint64_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = hash & mask;
  while (slots_[i].row != 0 && slots_[i].hash != hash) i = (i + 1) & mask;
  return slots_[i];
}

void IdRegistry::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  std::swap(old, slots_);
  for (const Slot& slot : old) {
    if (slot.row != 0) find(slot.hash) = slot;
  }
}

}  // namespace p8
