#include "p8/credit/columns/id_registry.h"

#include <functional>
#include <utility>

#include "p8/base/log.h"
#include "p8/csv/csv_reader.h"

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

std::vector<RowFault> IdRegistry::repeated(const std::vector<std::string>& ids, const std::vector<std::size_t>& rows,
                                           const std::string& column) {
  std::vector<RowFault> faults;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::optional<std::size_t> first = add(ids[i], rows[i]);
    if (!first) continue;
    const Text reason =
        text("the client of row {0} again; each client must appear once",
             "de nouveau le client de la ligne {0} ; chaque client ne doit apparaître qu'une fois", *first);
    faults.push_back({rows[i], ids[i], column, ids[i], reason});
  }
  return faults;
}

void IdRegistry::add_all(const std::vector<std::string>& ids, const std::vector<std::size_t>& rows,
                         const std::string& file) {
  const std::vector<RowFault> faults = repeated(ids, rows, {});
  if (!faults.empty()) throw RowError(at_row(file, faults.front().row), faults.front(), 0);
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
