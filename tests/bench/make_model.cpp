// p8_make_model NAME FILE.safetensors: a published architecture with random weights, for benchmarks.
#include <cstdio>
#include <functional>
#include <map>
#include <string>

#include "full_size/random_models.h"

int main(int argc, char** argv) {
  using namespace p8;
  const std::map<std::string, std::function<TensorShapes()>> architectures = {
      {"ViT-B/32", [] { return clip_tensor_shapes(test::vit_b_32()); }},
      {"ViT-L/14", [] { return clip_tensor_shapes(test::vit_l_14()); }},
      {"RN50", [] { return clip_tensor_shapes(test::rn50()); }},
      {"VGG16", [] { return vgg16_tensor_shapes(test::vgg16()); }}};
  if (argc != 3 || architectures.count(argv[1]) == 0) {
    std::fputs("p8_make_model ViT-B/32|ViT-L/14|RN50|VGG16 FILE.safetensors\n", stderr);
    return 2;
  }
  write_safetensors_file(test::random_model(architectures.at(argv[1])(), 42), test::StoredAs::Float, argv[2]);
  return 0;
}
