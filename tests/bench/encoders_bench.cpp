// p8_encoders_bench MODEL FILE PRECISION THREADS: the engine's speed at several batch sizes, its share of what the
// machine's matrix products can do, where the time goes, how far it is from LibTorch in float32, and its memory, as
// JSON.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <functional>
#include <iostream>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "bench/encoder_case.h"
#include "p8/backends/onednn/layers/attention.h"
#include "p8/backends/onednn/layers/convolution.h"
#include "p8/backends/onednn/layers/layer.h"
#include "p8/backends/onednn/layers/row_kernels.h"

namespace p8::bench {

namespace {

using engine::Numbers;
using nlohmann::ordered_json;

constexpr std::size_t kRows = 200;  // of a piece of ViT-B/32: four images

/// Seconds of the fastest of some calls.
double fastest(int calls, const std::function<void()>& work) {
  double least = INFINITY;
  for (int i = 0; i < calls; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return least;
}

double peak_megabytes() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

Numbers numbers_of(Precision precision) {
  if (precision == Precision::Int8) return Numbers::Byte;
  return precision == Precision::Bf16 ? Numbers::BFloat : Numbers::Float;
}

/// Seconds that a layer takes for so many rows on every thread at once, each with its own rows.
double seconds_of_layer(std::size_t in, std::size_t out, std::size_t rows, Numbers x, const engine::Epilogue& epilogue,
                        std::size_t threads) {
  engine::ThreadPool team(threads);
  const engine::OnlyThisThread only_this_thread;
  engine::Layer layer({in, out, true, x, epilogue.accumulates || x == Numbers::Byte ? Numbers::Float : x, epilogue}, 1);
  layer.prepare(rows);
  const engine::LayerWeights weights =
      layer.pack([&](const engine::Range& outputs) { return std::vector<float>(outputs.size() * in, 0.5F); },
                 std::vector<float>(out));
  struct Room {
    AlignedBuffer x, y, sums, scales, scratch;
  };
  std::vector<Room> rooms(threads);
  for (Room& room : rooms) {
    room.x.grow(rows * in * 4);
    room.y.grow(rows * out * 4);
    room.sums.grow(rows * out * 4);
    room.scales.grow(rows * 8);
    room.scratch.grow(layer.scratch_bytes());
    std::fill_n(room.x.as<char>(), room.x.bytes(), 0);
    std::fill_n(room.y.as<char>(), room.y.bytes(), 0);
    std::fill_n(room.scales.as<char>(), room.scales.bytes(), 0);
  }
  return fastest(20, [&] {
    team.run([&](const engine::Worker& member) {
      const Room& room = rooms[member.index()];
      const engine::Rows input = {
          room.x.as(), {room.x.as<std::uint8_t>(), room.scales.as<float>(), room.scales.as<std::int32_t>() + rows}};
      layer.run(input, rows, weights, room.y.as(), room.sums.as(), room.scratch.as(), engine::Worker());
    });
  });
}

/// What the machine's matrix products can do: a large one on every thread.
double limit_gflops(Numbers numbers, std::size_t threads) {
  constexpr std::size_t kSide = 1024;
  const double seconds = seconds_of_layer(kSide, kSide, kSide, numbers, {}, threads);
  return 2e-9 * static_cast<double>(threads) * std::pow(static_cast<double>(kSide), 3) / seconds;
}

/// Milliseconds of one thread for one image, by operation, as the engine computes them in large batches.
ordered_json transformer_operations(Precision precision, std::size_t threads) {
  constexpr std::size_t kWidth = 768, kHidden = 3072, kTokens = 50, kHeads = 12;
  constexpr double kBlocks = 11.0, kImages = kRows / kTokens;  // the last block is a sixth of one
  const Numbers numbers = numbers_of(precision);
  const engine::Epilogue adds{true, engine::Epilogue::Activation::None};
  const engine::Epilogue activates{false, engine::Epilogue::Activation::QuickGelu};
  const auto layer = [&](std::size_t in, std::size_t out, const engine::Epilogue& epilogue) {
    return 1e3 * kBlocks / kImages * seconds_of_layer(in, out, kRows, numbers, epilogue, threads);
  };
  std::vector<float> qkv(kTokens * 3 * kWidth, 0.25F), out(kRows * kHidden);
  std::vector<float> scratch(engine::attention_scratch(kWidth / kHeads, kTokens));
  engine::AttentionHead head{qkv.data(),
                             qkv.data() + kWidth,
                             qkv.data() + 2 * kWidth,
                             3 * kWidth,
                             3 * kWidth,
                             kTokens,
                             kTokens,
                             kWidth / kHeads,
                             false,
                             out.data(),
                             kWidth,
                             Numbers::Float};
  const double attention = fastest(50, [&] {
    for (std::size_t i = 0; i < kHeads; ++i) engine::attend(head, scratch.data());
  });
  const engine::LayerNorm norm{std::vector<float>(kWidth, 1.0F), std::vector<float>(kWidth), 1e-5F};
  const std::vector<float> rows(kRows * kHidden, 0.5F);
  const double normalisation = fastest(50, [&] {
    engine::normalize_rows(norm, rows.data(), kTokens, out.data(), numbers == Numbers::Byte ? Numbers::Float : numbers);
  });
  ordered_json result = {{"queries, keys, values", layer(kWidth, 3 * kWidth, {})},
                         {"attention", 1e3 * kBlocks * attention},
                         {"projection of attention, added", layer(kWidth, kWidth, adds)},
                         {"hidden layer, QuickGELU", layer(kWidth, kHidden, activates)},
                         {"back from hidden, added", layer(kHidden, kWidth, adds)},
                         {"layer normalisation", 1e3 * 2.0 * kBlocks * normalisation}};
  if (numbers == Numbers::Byte) {
    std::vector<std::uint8_t> bytes(kTokens * kHidden);
    std::vector<float> scales(kTokens);
    std::vector<std::int32_t> zeros(kTokens);
    const engine::QuantizedRows to{bytes.data(), scales.data(), zeros.data()};
    const auto quantising = [&](std::size_t width) {
      return fastest(50, [&] { engine::quantize_rows(rows.data(), kTokens, width, to, 0); });
    };
    result["rows to bytes"] = 1e3 * kBlocks * (3.0 * quantising(kWidth) + quantising(kHidden));
  }
  return result;
}

ordered_json vgg16_operations(std::size_t threads) {
  const std::size_t shapes[][3] = {{3, 64, 224},   {64, 64, 224},  {64, 128, 112}, {128, 128, 112}, {128, 256, 56},
                                   {256, 256, 56}, {256, 512, 28}, {512, 512, 28}, {512, 512, 14}};
  ordered_json result;
  for (const auto& [in, out, side] : shapes) {
    const engine::OnlyThisThread only_this_thread;
    const engine::Convolution convolution({in, out, side, in == 3}, threads);
    const std::vector<float> weight(in * out * 9, 0.01F), bias(out);
    const engine::PackedWeights packed = convolution.pack(weight.data(), bias.data());
    AlignedBuffer x(engine::map_count(in, side) * 4), y(engine::map_count(out, side) * 4);
    std::fill_n(x.as<char>(), x.bytes(), 0);
    AlignedBuffer scratch(convolution.scratch_bytes());
    const double seconds =
        fastest(5, [&] { convolution.run(x.as<float>(), packed, y.as<float>(), scratch.as(), engine::Worker()); });
    result["convolution " + std::to_string(in) + " to " + std::to_string(out) + " at " + std::to_string(side)] =
        1e3 * seconds;
  }
  return result;
}

/// 2 · multiplications of the whole network, none left out.
double gflop_of(const std::string& model) {
  if (model == "VGG16") return 30.94;
  constexpr double kTokens = 50.0, kWidth = 768.0;
  const double block = 2.0 * kTokens * kWidth * 12.0 * kWidth + 4.0 * kTokens * kTokens * kWidth;
  return 1e-9 * (12.0 * block + 2.0 * 49.0 * 3072.0 * kWidth + 2.0 * kWidth * 512.0);
}

double least_cosine(const std::vector<float>& a, const std::vector<float>& b, std::size_t width) {
  double least = 1.0;
  for (std::size_t row = 0; row < a.size(); row += width) {
    double ab = 0.0, aa = 0.0, bb = 0.0;
    for (std::size_t i = row; i < row + width; ++i) {
      ab += static_cast<double>(a[i]) * b[i];
      aa += static_cast<double>(a[i]) * a[i];
      bb += static_cast<double>(b[i]) * b[i];
    }
    least = std::min(least, ab / std::sqrt(aa * bb));
  }
  return least;
}

std::unique_ptr<ImageEncoder> reference(const std::string& model, const std::string& file) {
  if (model == "VGG16") return torch_backend().vgg16(open_vgg16_checkpoint(file), Vgg16Part::Logits, {2});
  return std::move(torch_backend().clip(open_clip_checkpoint(file), {2}).image);
}

}  // namespace

ordered_json measured(const std::string& model, const std::string& file, const EncoderOptions& options) {
  constexpr std::size_t kCompared = 4;
  const auto threads = static_cast<std::size_t>(options.threads);
  ordered_json result = {{"model", model}, {"threads", options.threads}};
  std::vector<float> compared;
  {
    const auto encoder = engine_encoder(model, file, options);
    if (!encoder) return {{"model", model}, {"error", "the engine does not serve this here"}};
    const EncoderEngine engine = encoder->engine();
    result["engine"] = engine.library + " " + engine.version;
    result["instructions"] = engine.instructions;
    const std::vector<float> pixels = drawn_pixels(64);
    std::vector<float> embeddings(64 * encoder->width());
    const double limit = limit_gflops(numbers_of(options.precision), threads);
    result["matrix_limit_gflops"] = limit;
    for (const std::size_t images : {std::size_t{1}, std::size_t{8}, std::size_t{32}, std::size_t{64}}) {
      encoder->encode(pixels.data(), images, embeddings.data());
      const double seconds =
          fastest(images == 1 ? 20 : 5, [&] { encoder->encode(pixels.data(), images, embeddings.data()); });
      const double gflops = gflop_of(model) * static_cast<double>(images) / seconds;
      result["batches"].push_back({{"batch", images},
                                   {"ms", 1e3 * seconds},
                                   {"images_per_second", static_cast<double>(images) / seconds},
                                   {"gflops", gflops},
                                   {"share_of_limit", gflops / limit}});
    }
    result["peak_mb"] = peak_megabytes();
    compared.assign(embeddings.begin(), embeddings.begin() + static_cast<std::ptrdiff_t>(kCompared * encoder->width()));
  }
  result["thread_ms_per_image"] =
      model == "VGG16" ? vgg16_operations(threads) : transformer_operations(options.precision, threads);
  const auto exact = reference(model, file);
  std::vector<float> expected(kCompared * exact->width());
  exact->encode(drawn_pixels(kCompared).data(), kCompared, expected.data());
  result["one_minus_cosine"] = 1.0 - least_cosine(compared, expected, exact->width());
  return result;
}

}  // namespace p8::bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "p8_encoders_bench ViT-B/32|VGG16 FILE fp32|bf16|int8 THREADS\n";
    return 2;
  }
  p8::EncoderOptions options;
  options.precision = p8::bench::precision_of(argv[3]);
  options.threads = std::atoi(argv[4]);
  nlohmann::ordered_json result = p8::bench::measured(argv[1], argv[2], options);
  result["precision"] = argv[3];
  std::cout << result.dump(2) << std::endl;
  return 0;
}
