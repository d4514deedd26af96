#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace p8 {

/// The processors this process may use (its affinity mask), at least 1.
int available_threads();

/// Produces, transforms on `threads` workers, and consumes in the order of production.
/// `produce() -> std::optional<Item>` and `consume(Result)` run on the calling thread, `transform(Item) -> Result` on
/// the workers. At most 8 × threads + 1 items are under way, so memory is bounded. The first exception in item order,
/// whichever function threw it, ends the run and is rethrown here; items before it have been consumed.
template <typename Produce, typename Transform, typename Consume>
void ordered_pipeline(int threads, Produce produce, Transform transform, Consume consume) {
  using Item = typename decltype(produce())::value_type;
  using Result = decltype(transform(std::declval<Item>()));
  struct Slot {
    std::optional<Item> item;
    std::optional<Result> result;
    std::exception_ptr error;
    bool taken = false;
    bool done = false;
  };
  if (threads <= 1) {
    while (std::optional<Item> item = produce()) consume(transform(std::move(*item)));
    return;
  }

  std::mutex mutex;
  std::condition_variable work_arrived;
  std::condition_variable work_done;
  std::deque<Slot> slots;  // in item order; push and pop at the ends keep references valid
  bool stopping = false;

  const auto work = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    while (true) {
      Slot* slot = nullptr;
      work_arrived.wait(lock, [&] {
        for (Slot& candidate : slots) {
          if (!candidate.taken) {
            slot = &candidate;
            return true;
          }
        }
        return stopping;
      });
      if (slot == nullptr) return;
      slot->taken = true;
      lock.unlock();
      try {
        slot->result.emplace(transform(std::move(*slot->item)));
      } catch (...) {
        slot->error = std::current_exception();
      }
      slot->item.reset();
      lock.lock();
      slot->done = true;
      work_done.notify_one();
    }
  };

  std::vector<std::thread> workers;
  const auto stop = [&] {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      stopping = true;
      for (Slot& slot : slots) slot.taken = true;  // what nobody has begun is dropped
    }
    work_arrived.notify_all();
    for (std::thread& worker : workers) worker.join();
  };
  const auto consume_front = [&] {
    std::unique_lock<std::mutex> lock(mutex);
    work_done.wait(lock, [&] { return slots.front().done; });
    Slot& front = slots.front();
    if (front.error) std::rethrow_exception(front.error);
    Result result = std::move(*front.result);
    slots.pop_front();
    lock.unlock();
    consume(std::move(result));
  };

  try {
    for (int i = 0; i < threads; ++i) workers.emplace_back(work);
    const std::size_t most = 8 * static_cast<std::size_t>(threads);
    std::exception_ptr produce_error;
    while (true) {
      std::optional<Item> item;
      try {
        item = produce();
      } catch (...) {
        produce_error = std::current_exception();  // items before it still count first
      }
      if (!item) break;
      {
        const std::lock_guard<std::mutex> lock(mutex);
        slots.emplace_back();
        slots.back().item = std::move(item);
      }
      work_arrived.notify_one();
      while (slots.size() > most || (!slots.empty() && [&] {
               const std::lock_guard<std::mutex> lock(mutex);
               return slots.front().done;
             }())) {
        consume_front();
      }
    }
    while (!slots.empty()) consume_front();
    if (produce_error) std::rethrow_exception(produce_error);
  } catch (...) {
    stop();
    throw;
  }
  stop();
}

/// Calls `body(i)` for each i in [0, count) on `threads` threads; the exception of the lowest i is rethrown.
template <typename Body>
void parallel_for(std::size_t count, int threads, Body body) {
  std::size_t next = 0;
  ordered_pipeline(
      threads, [&]() -> std::optional<std::size_t> { return next < count ? std::optional(next++) : std::nullopt; },
      [&](std::size_t i) {
        body(i);
        return true;
      },
      [](bool) {});
}

}  // namespace p8
