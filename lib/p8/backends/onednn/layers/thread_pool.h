#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace p8::engine {

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t size() const { return end - begin; }
};

/// Threads that wait for each other.
class Barrier {
 public:
  explicit Barrier(std::size_t size) : size_(size) {}

  /// Returns when all have called it. Spins for some microseconds, then blocks. Throws Abandoned where another
  /// will not come.
  void arrive_and_wait();
  void abandon();
  void reset();

  struct Abandoned {};

 private:
  bool is_over(std::size_t round) const {
    return round_.load(std::memory_order_acquire) != round || abandoned_.load(std::memory_order_relaxed);
  }

  std::size_t size_;
  std::atomic<std::size_t> arrived_{0};
  std::atomic<std::size_t> round_{0};
  std::atomic<bool> abandoned_{false};
  std::mutex mutex_;
  std::condition_variable is_next_;
};

/// One of some threads that compute a thing together: all run the same function, each its share of every step.
class Worker {
 public:
  /// A thread on its own.
  Worker() = default;
  Worker(std::size_t index, std::size_t size, Barrier& meeting) : index_(index), size_(size), meeting_(&meeting) {}

  std::size_t index() const { return index_; }
  std::size_t size() const { return size_; }
  /// Its share of [0, count), nearly equal ones.
  Range share(std::size_t count) const { return {count * index_ / size_, count * (index_ + 1) / size_}; }
  /// Ends a step: what the others wrote in it may be read now.
  void arrive_and_wait() const {
    if (size_ > 1) meeting_->arrive_and_wait();
  }

 private:
  std::size_t index_ = 0;
  std::size_t size_ = 1;
  Barrier* meeting_ = nullptr;
};

/// A number of threads that stay, the calling one among them. Operations of oneDNN run on the thread that calls them.
class ThreadPool {
 public:
  explicit ThreadPool(std::size_t threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  std::size_t size() const { return workers_.size() + 1; }
  /// Runs the work on every thread at once; the exception of one of them is rethrown.
  void run(const std::function<void(const Worker&)>& work);

 private:
  void stay(std::size_t index);
  void take_part(std::size_t index);

  std::mutex runs_;  // one at a time
  std::mutex mutex_;
  std::condition_variable begins_;
  std::condition_variable ends_;
  const std::function<void(const Worker&)>* work_ = nullptr;
  std::size_t round_ = 0;
  std::size_t busy_ = 0;
  bool closing_ = false;
  std::exception_ptr error_;
  Barrier meeting_;
  std::vector<std::thread> workers_;
};

/// While it lives, operations of oneDNN that this thread makes or runs use no other thread: OpenMP's would wait for
/// work by spinning, beside those that decode images.
class OnlyThisThread {
 public:
  OnlyThisThread();
  ~OnlyThisThread();
  OnlyThisThread(const OnlyThisThread&) = delete;
  OnlyThisThread& operator=(const OnlyThisThread&) = delete;

 private:
  int before_;
};

}  // namespace p8::engine
