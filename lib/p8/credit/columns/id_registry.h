#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "p8/csv/row_error.h"

namespace p8 {

/// Notices ids that come twice, in bounded memory: the first three million ids are remembered (by a 64-bit hash: at
/// that size one chance in four million of a false alarm in a whole file), later ones are not checked.
class IdRegistry {
 public:
  static constexpr std::size_t kMaxIds = 3'000'000;  // 64 MB

  IdRegistry();

  /// The row where the id was seen before, if it was; otherwise remembers it. @param row  at least 1.
  std::optional<std::size_t> add(std::string_view id, std::size_t row);
  /// Remembers the ids of some rows. Returns the rows whose id was seen before.
  /// @param column  where ids stand, for the faults.
  std::vector<RowFault> repeated(const std::vector<std::string>& ids, const std::vector<std::size_t>& rows,
                                 const std::string& column);
  /// Remembers the ids of some rows. Throws Error(Data) naming file and both rows for the first one seen before.
  void add_all(const std::vector<std::string>& ids, const std::vector<std::size_t>& rows, const std::string& file);
  bool is_full() const { return count_ >= kMaxIds; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint64_t row = 0;  // 0: free
  };
  Slot& find(std::uint64_t hash);
  void grow();

  std::vector<Slot> slots_;  // open addressing, a power of two of them, at most three quarters full
  std::size_t count_ = 0;
};

}  // namespace p8
