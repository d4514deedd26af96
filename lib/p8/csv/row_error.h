#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "p8/base/error.h"

namespace p8 {

/// A row of a file that gives no result, and why: a line of `errors.csv`.
struct RowFault {
  std::size_t row = 0;               ///< row number in the file; the header is row 1
  std::string id = {};               ///< the client's, where it could be read
  std::string column = {};           ///< empty where the row as a whole is at fault
  std::string value = {};            ///< the cell as in the file
  Text reason = {};                  ///< without the place
  ErrorKind kind = ErrorKind::Data;  ///< Model: the row is good, the model had no answer
};

/// One row cannot be read, those after it can.
class RowError : public Error {
 public:
  /// @param where  the place as the message names it.   @param cell  number of the last cell that was taken, from 0.
  RowError(const Text& where, RowFault fault, std::size_t cell)
      : Error(ErrorKind::Data, text("{0}: {1}", "{0} : {1}", where, fault.reason)),
        fault_(std::move(fault)),
        cell_(cell) {}

  const RowFault& fault() const { return fault_; }
  std::size_t cell() const { return cell_; }

 private:
  RowFault fault_;
  std::size_t cell_;
};

}  // namespace p8
