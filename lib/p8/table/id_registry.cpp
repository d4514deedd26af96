#include "p8/table/id_registry.h"

#include <functional>
#include <utility>

#include "p8/core/log.h"
#include "p8/table/csv_reader.h"

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

void IdRegistry::add_all(const std::vector<std::string>& ids, const std::vector<std::size_t>& rows,
                         const std::string& file) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::optional<std::size_t> first = add(ids[i], rows[i]);
    if (!first) continue;
    const Text where = at_row(file, rows[i]);
    throw data_error(
        "{0}: client '{2}' was already in row {3}; each client must appear once",
        "{1} : le client « {2} » figure déjà à la ligne {3} ; chaque client ne doit apparaître qu'une fois", where.en,
        where.fr, printable(ids[i], 60), *first);
  }
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
