#include "p8/backends/libtorch/pretraining/data_loader.h"

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "p8/backends/libtorch/training/trainer.h"
#include "p8/base/random.h"

namespace p8::training {

namespace {

constexpr std::size_t kAhead = 3;   // batches under way
constexpr std::size_t kShare = 32;  // photos that a thread takes at once

}  // namespace

std::vector<std::int64_t> drawn_order(const PretrainingImages& photos, std::size_t batch, std::uint64_t seed,
                                      std::size_t epoch) {
  const auto weight_of = [&](std::int64_t photo) {
    return photos.weights.empty() ? 1.0 : photos.weights[static_cast<std::size_t>(photo)];
  };
  double sum = 0.0;
  for (const std::int64_t photo : photos.train) sum += weight_of(photo);
  Random random(mixed_seed(seed, epoch));
  const std::size_t count = photos.train.size();
  const double step = sum / static_cast<double>(count), start = random.uniform();
  std::vector<std::int64_t> order;
  double reached = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    reached += weight_of(photos.train[i]);
    const bool is_last = i + 1 == count;  // takes what rounding left
    while (order.size() < count && (is_last || (static_cast<double>(order.size()) + start) * step < reached)) {
      order.push_back(photos.train[i]);
    }
  }
  random.shuffle(order);
  if (count > batch) order.resize(count / batch * batch);
  return order;
}

class DataLoader::Epoch {
 public:
  Epoch(const DataLoader& stream, std::size_t epoch, const std::vector<std::int64_t>& order, std::size_t batch)
      : stream_(stream), seed_(mixed_seed(stream.seed_, epoch)), batch_(batch) {
    for (std::size_t begin = 0; begin < order.size(); begin += batch) {
      const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
      const std::size_t count = std::min(batch, order.size() - begin);
      Slot slot;
      slot.content.photos.assign(first, first + static_cast<std::ptrdiff_t>(count));
      slots_.push_back(std::move(slot));
    }
    for (int i = 0; i < std::max(1, stream.threads_); ++i) threads_.emplace_back([this] { work(); });
  }
  ~Epoch() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }
  Epoch(const Epoch&) = delete;
  Epoch& operator=(const Epoch&) = delete;

  ImageBatch next() {
    std::unique_lock<std::mutex> lock(mutex_);
    assert(taken_ < slots_.size());
    Slot& slot = slots_[taken_];
    changed_.wait(lock, [&] { return error_ || slot.done == slot.content.photos.size(); });
    if (error_) std::rethrow_exception(error_);
    ++taken_;
    changed_.notify_all();
    return std::move(slot.content);
  }

 private:
  struct Slot {
    ImageBatch content;
    std::size_t begun = 0;  // photos
    std::size_t done = 0;
  };

  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return stopping_ || open_ == slots_.size() || open_ < taken_ + kAhead; });
      if (stopping_ || open_ == slots_.size()) return;
      const std::size_t number = open_;
      Slot& slot = slots_[number];
      const std::size_t all = slot.content.photos.size(), begin = slot.begun, end = std::min(all, begin + kShare);
      if (begin == 0) make_room(slot.content);
      slot.begun = end;
      if (end == all) ++open_;
      lock.unlock();
      std::exception_ptr error;
      try {
        for (std::size_t i = begin; i < end; ++i) prepare(slot.content, i, number * batch_ + i);
      } catch (...) {
        error = std::current_exception();
      }
      lock.lock();
      if (error) error_ = error;
      slot.done += end - begin;
      if (error_ || slot.done == all) changed_.notify_all();
    }
  }

  void make_room(ImageBatch& batch) const {
    const std::size_t side = stream_.preprocessing_.crop;
    batch.chances.resize(batch.photos.size());
    batch.pixels.resize(batch.photos.size() * 3 * side * side);
  }

  void prepare(ImageBatch& batch, std::size_t i, std::size_t place) const {
    Random random(mixed_seed(seed_, place));
    batch.chances[i] = random.uniform();
    const RgbImage copy =
        varied(stream_.photos_.photos[static_cast<std::size_t>(batch.photos[i])], stream_.preprocessing_.crop,
               stream_.preprocessing_.interpolation, stream_.photos_.variation, random);
    std::copy(copy.pixels.begin(), copy.pixels.end(),
              batch.pixels.begin() + static_cast<std::ptrdiff_t>(i * copy.pixels.size()));
  }

  const DataLoader& stream_;
  std::uint64_t seed_;
  std::size_t batch_;
  std::vector<Slot> slots_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t taken_ = 0;  // batches that were given away
  std::size_t open_ = 0;   // the batch of which photos are to be begun
  bool stopping_ = false;
  std::exception_ptr error_;
};

DataLoader::DataLoader(const PretrainingImages& photos, const Preprocessing& preprocessing, std::uint64_t seed,
                       int threads)
    : photos_(photos), preprocessing_(preprocessing), seed_(seed), threads_(threads) {}

DataLoader::~DataLoader() = default;

void DataLoader::begin(std::size_t epoch, const std::vector<std::int64_t>& order, std::size_t batch) {
  epoch_.reset();
  epoch_ = std::make_unique<Epoch>(*this, epoch, order, batch);
}

ImageBatch DataLoader::next() { return epoch_->next(); }

}  // namespace p8::training
