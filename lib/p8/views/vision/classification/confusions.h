#pragma once

#include <cstddef>
#include <vector>

#include "p8/report/page.h"
#include "p8/vision/classifier/classification.h"

namespace p8::views {

/// How many images of one class were taken for another.
struct Confusion {
  std::size_t truth = 0;
  std::size_t predicted = 0;
  std::size_t images = 0;
};

/// All that occurred, most frequent first; equal ones in the classes' order.
std::vector<Confusion> frequent_confusions(const Classification& classification);

/// "12 images of Watches were taken for Computers, 7 of Pens for Watches and …": the first ones.
Text confusions_in_words(const Classification& classification, const std::vector<Confusion>& confusions);

/// True against predicted classes, shaded by the share of the true class; with a column of abstentions where there are.
report::HeatMap confusion_chart(const Classification& classification, const std::vector<Confusion>& confusions);

/// The `most` frequent confusions, with the share of the true class that each is.
report::Table confusions_table(const Classification& classification, const std::vector<Confusion>& confusions,
                               std::size_t most);

}  // namespace p8::views
