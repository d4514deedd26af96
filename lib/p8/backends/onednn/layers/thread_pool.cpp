#include "p8/backends/onednn/layers/thread_pool.h"

#include <omp.h>

namespace p8::engine {

namespace {

constexpr int kLooks = 4000;  // at another thread's progress before falling asleep; some 50 µs

void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

void Barrier::arrive_and_wait() {
  if (abandoned_.load()) throw Abandoned{};
  const std::size_t round = round_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1) + 1 == size_) {
    arrived_.store(0);
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      round_.store(round + 1, std::memory_order_release);
    }
    is_next_.notify_all();
    return;
  }
  for (int look = 0; look < kLooks && !is_over(round); ++look) pause();
  if (!is_over(round)) {
    std::unique_lock<std::mutex> lock(mutex_);
    is_next_.wait(lock, [&] { return is_over(round); });
  }
  if (abandoned_.load()) throw Abandoned{};
}

void Barrier::abandon() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    abandoned_.store(true);
  }
  is_next_.notify_all();
}

void Barrier::reset() {
  arrived_.store(0);
  abandoned_.store(false);
}

ThreadPool::ThreadPool(std::size_t threads) : meeting_(threads) {
  for (std::size_t i = 1; i < threads; ++i) workers_.emplace_back([this, i] { stay(i); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closing_ = true;
  }
  begins_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::run(const std::function<void(const Worker&)>& work) {
  const std::lock_guard<std::mutex> alone(runs_);
  const OnlyThisThread only_this_thread;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    work_ = &work;
    busy_ = workers_.size();
    error_ = nullptr;
    meeting_.reset();
    ++round_;
  }
  begins_.notify_all();
  take_part(0);
  std::unique_lock<std::mutex> lock(mutex_);
  ends_.wait(lock, [&] { return busy_ == 0; });
  if (error_) std::rethrow_exception(error_);
}

void ThreadPool::stay(std::size_t index) {
  const OnlyThisThread only_this_thread;
  std::size_t seen = 0;
  while (true) {
    {
      std::unique_lock<std::mutex> lock(mutex_);
      begins_.wait(lock, [&] { return closing_ || round_ != seen; });
      if (closing_) return;
      seen = round_;
    }
    take_part(index);
    const std::lock_guard<std::mutex> lock(mutex_);
    if (--busy_ == 0) ends_.notify_one();
  }
}

void ThreadPool::take_part(std::size_t index) {
  try {
    (*work_)(Worker(index, size(), meeting_));
  } catch (const Barrier::Abandoned&) {
    return;
  } catch (...) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!error_) error_ = std::current_exception();
    }
    meeting_.abandon();
  }
}

OnlyThisThread::OnlyThisThread() : before_(omp_get_max_threads()) { omp_set_num_threads(1); }
OnlyThisThread::~OnlyThisThread() { omp_set_num_threads(before_); }

}  // namespace p8::engine
