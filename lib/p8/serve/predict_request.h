#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/credit/remote/json_cursor.h"
#include "p8/csv/feature_block.h"

namespace p8::serve {

/// Clients to be scored, as POST /predict brings them.
struct PredictRequest {
  FeatureBlock values{0, 0};  ///< (features of the schema, rows): numbers, and categories as their code
  bool is_batch = false;      ///< asked as "instances": answered as "predictions"
  bool with_shap = true;
};

/// Reads {"features": {name: value}} or {"instances": [{name: value} or {"features": {…}}, …]}, with "shap": false
/// where no SHAP values are wanted. Values are numbers, or the text of a category. A feature left out or null is
/// missing; a name that the model does not know, a name that comes twice and a client without a single feature are
/// refused. UTF-8 (RFC 8259, 8.1); a byte order mark is skipped. A parser of its own, since it reads
/// hundreds of numbers thousands of times per second: one pass, no tree, no recursion. Safe to use from several
/// threads.
class PredictReader {
 public:
  static constexpr std::size_t kMaxRows = 1000;

  /// Borrows the schema.
  explicit PredictReader(const Schema& schema);

  /// Throws PredictFault.
  PredictRequest read(std::string_view body) const;

 private:
  const Schema& schema_;
  std::unordered_map<std::string_view, std::size_t> features_;
};

}  // namespace p8::serve
