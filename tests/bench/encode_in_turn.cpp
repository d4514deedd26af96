// p8_encode_in_turn MODEL FILE PRECISION THREADS: encodes as many images as each line of standard input says, once, and
// prints a line of JSON: {"ms": wall, "cpu_ms": of all threads, "embedding": [of the first image]}.
#include <chrono>
#include <cstdlib>
#include <iostream>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "bench/encoder_case.h"

namespace {

double cpu_ms() {
  rusage usage = {};
  getrusage(RUSAGE_SELF, &usage);
  const auto ms = [](const timeval& time) {
    return 1e3 * static_cast<double>(time.tv_sec) + 1e-3 * static_cast<double>(time.tv_usec);
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
  using namespace p8;
  if (argc != 5) {
    std::cerr << "p8_encode_in_turn ViT-B/32|VGG16 FILE fp32|bf16|int8 THREADS\n";
    return 2;
  }
  EncoderOptions options;
  options.precision = bench::precision_of(argv[3]);
  options.threads = std::atoi(argv[4]);
  const auto encoder = bench::engine_encoder(argv[1], argv[2], options);
  if (!encoder) {
    std::cerr << "the engine does not serve this model in this precision here\n";
    return 1;
  }
  std::size_t images = 0;
  while (std::cin >> images) {
    const std::vector<float> pixels = bench::drawn_pixels(images);
    std::vector<float> embeddings(images * encoder->width());
    const auto start = std::chrono::steady_clock::now();
    const double cpu_start = cpu_ms();
    encoder->encode(pixels.data(), images, embeddings.data());
    const double cpu = cpu_ms() - cpu_start;
    const double ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    embeddings.resize(encoder->width());
    std::cout << nlohmann::json{{"ms", ms}, {"cpu_ms", cpu}, {"embedding", embeddings}} << std::endl;
  }
  return 0;
}
