#pragma once

#include "p8/vision/classifier/run_directory.h"

/// The CSV files of a run's directory. Each throws Error(Data) naming file, row and column; Interrupted.
namespace p8 {

/// predictions.csv: `test`, `rows`, `unlabelled` and `predictions`. The options must have been read.
void read_predictions(RunDirectory& run);

/// history.csv: epochs 1, 2, 3…
void read_history(RunDirectory& run);

/// split.csv: `images_by_part`.
void read_split(RunDirectory& run);

}  // namespace p8
