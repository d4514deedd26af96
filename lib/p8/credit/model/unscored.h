#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "p8/base/error.h"
#include "p8/credit/columns/client_reader.h"
#include "p8/credit/model/scorer.h"

namespace p8 {

/// Takes the rows that failed out of a block and its scores, so that what is left can be counted as it is. Without
/// failures nothing is touched.
std::vector<RowFault> remove_failures(ClientBlock& clients, Scores& scores);

/// Takes rows out of a block, by their row numbers, ascending: they become faults of it.
/// @param margins  (rows) or empty: of the same clients.
void set_aside(const std::vector<RowFault>& faults, ClientBlock& clients, std::vector<double>& margins);

/// `errors.csv`: row,id,column,value,reason. Texts that are not UTF-8 are made so.
std::string errors_csv(const std::vector<RowFault>& faults, Language language);

/// The error when not a single client could be scored, naming the first reason: Error(Data) where a row is at fault,
/// Error(Model) where the model had no answer to any.   @param count  of clients, at least as many as `faults`.
Error none_scored(const std::vector<RowFault>& faults, std::size_t count);

}  // namespace p8
