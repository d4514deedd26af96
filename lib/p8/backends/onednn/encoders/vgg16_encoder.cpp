#include "p8/backends/onednn/encoders/vgg16_encoder.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/core.h>

#include "p8/backends/onednn/encoders/transformer.h"
#include "p8/backends/onednn/layers/feature_maps.h"
#include "p8/backends/onednn/layers/row_kernels.h"
#include "p8/backends/onednn/layers/weight_reader.h"

namespace p8::engine {

namespace {

constexpr std::size_t kMinSide = 32;  // five times halved, something must be left

/// The linear layers of a part: their numbers in torchvision's Sequential.
std::vector<std::size_t> linears_of(Vgg16Part part) {
  if (part == Vgg16Part::Features) return {};
  return part == Vgg16Part::Penultimate ? std::vector<std::size_t>{0, 3} : std::vector<std::size_t>{0, 3, 6};
}

}  // namespace

Vgg16Encoder::Vgg16Encoder(const Vgg16Checkpoint& checkpoint, Vgg16Part part, Precision precision, std::size_t threads)
    : precision_(precision), side_(checkpoint.preprocessing.crop), team_(threads), maps_(threads), scratch_(threads) {
  if (side_ < kMinSide) throw NotServed{};
  const Vgg16Architecture& shape = checkpoint.architecture;
  const WeightReader reader(checkpoint.weights);
  std::size_t channels = 3, side = side_;
  for (std::size_t i = 0; i < shape.widths.size(); ++i) {
    const std::string name = fmt::format("features.{}.", kVgg16Convolutions[i]);
    Convolution convolution({channels, shape.widths[i], side, i == 0}, threads);
    PackedWeights weights = convolution.pack(reader.read(name + "weight").data(), reader.read(name + "bias").data());
    // Two numbers further stands the next convolution; where a block ends, max-pooling has a number too.
    const bool ends_block = i + 1 == shape.widths.size() || kVgg16Convolutions[i + 1] - kVgg16Convolutions[i] == 3;
    convolutions_.push_back({std::move(convolution), std::move(weights), ends_block});
    channels = shape.widths[i];
    if (ends_block) side /= 2;
  }
  last_side_ = side;
  pooled_ = channels * kVgg16Pooled * kVgg16Pooled;

  const Numbers numbers = plain_numbers(precision);
  std::size_t in = pooled_;
  for (const std::size_t number : linears_of(part)) {
    const bool is_logits = number == 6;
    const bool is_last = number == linears_of(part).back();
    const std::size_t out = is_logits ? shape.classes : shape.hidden;
    Linear linear({in,
                   out,
                   true,
                   numbers,
                   is_last ? Numbers::Float : numbers,
                   {false, is_logits ? Epilogue::Activation::None : Epilogue::Activation::Relu}},
                  threads);
    const std::string name = fmt::format("classifier.{}.", number);
    PackedWeights weights = linear.pack(reader.rows_of(name + "weight"), reader.read(name + "bias").data());
    linears_.push_back({std::move(linear), std::move(weights)});
    in = out;
  }
}

std::size_t Vgg16Encoder::width() const { return linears_.empty() ? pooled_ : linears_.back().linear.shape().out; }

void Vgg16Encoder::convolve(const float* pixels, float* pooled, const Maps& maps, void* scratch,
                            const Worker& member) const {
  const float* x = pixels;
  float* free = maps.x.as<float>();
  float* taken = maps.y.as<float>();
  for (const ConvolutionLayer& layer : convolutions_) {
    const std::size_t side = layer.convolution.shape().side;
    layer.convolution.run(x, layer.weights, free, scratch, member);
    member.arrive_and_wait();
    std::swap(free, taken);
    if (layer.ends_block) {
      pool_largest(taken, layer.convolution.shape().out, side, free, member);
      member.arrive_and_wait();
      std::swap(free, taken);
    }
    x = taken;
  }
  pool_mean(x, convolutions_.back().convolution.shape().out, last_side_, kVgg16Pooled, pooled, member);
  member.arrive_and_wait();
}

void Vgg16Encoder::classify(std::size_t images, float* embeddings, void* scratch, const Worker& member) {
  const void* x = features_.as();
  if (precision_ == Precision::Bf16) {
    const Range share = member.share(images * pooled_);
    convert(features_.as<float>() + share.begin, share.size(),
            rows_[0].as<char>() + share.begin * size_of(Numbers::BFloat), Numbers::BFloat);
    x = rows_[0].as();
    member.arrive_and_wait();
  }
  for (std::size_t i = 0; i < linears_.size(); ++i) {
    void* const y = i + 1 == linears_.size() ? embeddings : rows_[(i + 1) % 2].as();
    linears_[i].linear.run(x, images, linears_[i].weights, y, scratch, member);
    member.arrive_and_wait();
    x = y;
  }
}

void Vgg16Encoder::encode(const float* pixels, std::size_t images, float* embeddings) {
  if (images == 0) return;
  translate_exceptions([&] {
    std::size_t largest = 0, scratch = 0;
    for (const ConvolutionLayer& layer : convolutions_) {
      largest = std::max(largest, map_count(layer.convolution.shape().out, layer.convolution.shape().side));
      scratch = std::max(scratch, layer.convolution.scratch_bytes());
    }
    {
      const OnlyThisThread only_this_thread;
      for (LinearLayer& layer : linears_) {
        layer.linear.prepare(images);
        scratch = std::max(scratch, layer.linear.scratch_bytes());
        for (AlignedBuffer& rows : rows_) {
          rows.grow(images * std::max(layer.linear.shape().in, layer.linear.shape().out) * sizeof(float));
        }
      }
    }
    features_.grow(images * pooled_ * sizeof(float));
    float* const features = linears_.empty() ? embeddings : features_.as<float>();
    const std::size_t own = images / team_.size();
    const std::size_t image_numbers = 3 * side_ * side_;
    for (std::size_t i = 0; i < team_.size(); ++i) {
      scratch_[i].grow(scratch);
      if (i > 0 && own == 0) continue;
      maps_[i].x.grow(largest * sizeof(float));
      maps_[i].y.grow(largest * sizeof(float));
    }
    team_.run([&](const Worker& member) {
      const std::size_t self = member.index();
      void* const room = scratch_[self].as();
      for (std::size_t i = self * own; i < (self + 1) * own; ++i) {
        convolve(pixels + i * image_numbers, features + i * pooled_, maps_[self], room, Worker());
      }
      member.arrive_and_wait();
      for (std::size_t i = own * team_.size(); i < images; ++i) {
        convolve(pixels + i * image_numbers, features + i * pooled_, maps_[0], room, member);
      }
      if (!linears_.empty()) classify(images, embeddings, room, member);
    });
  });
}

}  // namespace p8::engine
