#include "p8/backends/onednn/encoders/schedule.h"

#include <algorithm>
#include <numeric>

namespace p8::engine {

namespace {

/// The items in as few pieces as kRowsAtOnce allows, of about as many rows each.
std::vector<Range> cut(const Range& items, const std::vector<std::size_t>& rows) {
  std::size_t left = 0;
  for (std::size_t i = items.begin; i < items.end; ++i) left += rows[i];
  std::size_t pieces = (left + kRowsAtOnce - 1) / kRowsAtOnce;
  std::vector<Range> result;
  for (std::size_t begin = items.begin; begin < items.end;) {
    const std::size_t goal = (left + pieces - 1) / std::max<std::size_t>(1, pieces);
    std::size_t end = begin, taken = 0;
    do {
      taken += rows[end++];
    } while (end < items.end && taken + rows[end] <= goal);
    result.push_back({begin, end});
    begin = end;
    left -= taken;
    if (pieces > 1) --pieces;
  }
  return result;
}

}  // namespace

std::vector<Range> Schedule::pieces() const {
  std::vector<Range> all = together;
  for (const std::vector<Range>& own : alone) all.insert(all.end(), own.begin(), own.end());
  return all;
}

Schedule make_schedule(const std::vector<std::size_t>& rows, std::size_t members) {
  Schedule schedule;
  const std::size_t own = rows.size() / members;
  for (std::size_t m = 0; m < members; ++m) schedule.alone.push_back(cut({m * own, (m + 1) * own}, rows));
  schedule.together = cut({members * own, rows.size()}, rows);
  return schedule;
}

void TowerRun::run(Transformer& transformer, const Schedule& schedule, std::size_t items, const Sizes& sizes,
                   const Piece& piece, float* embeddings) {
  {
    const OnlyThisThread only_this_thread;
    transformer.prepare_finish(items);
  }
  for (Scratch& scratch : scratch_) transformer.grow(scratch, sizes.length);
  transformer.grow(together_, std::max(items, schedule.together.empty() ? 0 : sizes.rows), sizes.widest);
  transformer.grow(pooled_, items);
  team_.run([&](const Worker& member) {
    Workspace& own = alone_[member.index()];
    Scratch& scratch = scratch_[member.index()];
    if (!schedule.alone[member.index()].empty()) transformer.grow(own, sizes.rows, sizes.widest);
    for (const Range& range : schedule.alone[member.index()]) piece(range, own, scratch, pooled_, Worker());
    member.arrive_and_wait();
    for (const Range& range : schedule.together) piece(range, together_, scratch, pooled_, member);
    transformer.finish(pooled_, items, together_, scratch, embeddings, member);
  });
}

}  // namespace p8::engine
