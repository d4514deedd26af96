#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/core/error.h"
#include "p8/scoring/scorer.h"
#include "p8/table/client_reader.h"

namespace p8 {

/// A client that the model could not score, and why.
struct UnscoredClient {
  std::string id;
  std::size_t row = 0;  ///< row number in the file; the header is row 1
  Text reason;
};

/// Takes the rows that failed out of a block and its scores, so that what is left can be counted as it is. Without
/// failures nothing is touched.
std::vector<UnscoredClient> remove_failures(ClientBlock& clients, Scores& scores);

/// `errors.csv`: id,row,reason.
std::string unscored_csv(const std::vector<UnscoredClient>& clients, Language language);

/// The error when not a single client could be scored; names the first reason.
Error none_scored(const std::vector<UnscoredClient>& clients);

}  // namespace p8
