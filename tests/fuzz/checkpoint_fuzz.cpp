// Any bytes as the checkpoint.json of a training: refused with Error, or a state whose epochs can be relied on. Digests
// are made to fit in half of the inputs: those of an even number of bytes. Seeds: tests/fuzz/checkpoint/.
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <nlohmann/json.hpp>

#include "fuzz/input.h"
#include "p8/backends/libtorch/training/training_checkpoint.h"
#include "p8/base/error.h"
#include "p8/base/json_digest.h"
#include "p8/base/json_text.h"
#include "p8/files/file.h"
#include "p8/vision/weights/safetensors.h"

using namespace p8;
using fuzz::check;

namespace {

void write_tensors(const std::string& path) {
  const float values[] = {0.5F, -1.0F};
  write_safetensors(path, {float_tensor("weight", {2}, values)});
}

/// The document with the digests of its tensors and of itself; the same where it is no JSON object.
std::string with_digests(const std::string& bytes, const std::string& tensors) {
  auto json = parse_json_text<nlohmann::ordered_json>(bytes);
  if (!json.is_object()) return bytes;
  static const std::string sha256 = digest_of_file(tensors).sha256;
  json["sha256"] = sha256;
  add_digest(json, "checkpoint_sha256");
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fuzz::Scratch scratch;
  static const training::TrainingCheckpoint checkpoint(scratch.path());
  static const bool has_tensors = (write_tensors(scratch.file("epoch-2.safetensors")), true);
  check(has_tensors);
  try {
    const std::string bytes = fuzz::text_of(data, size);
    const bool is_sealed = size % 2 == 0;
    scratch.write("checkpoint.json", is_sealed ? with_digests(bytes, scratch.file("epoch-2.safetensors")) : bytes);
    const std::optional<training::TrainingState> state = checkpoint.load({{"--lr", "0.1"}}, 5);
    check(state && state->epoch >= 1 && state->epoch <= 5 && state->history.size() == state->epoch);
    check(state->best_epoch >= 1 && state->best_epoch <= state->epoch);
    for (const EpochMetrics& epoch : state->history) check(std::isfinite(epoch.val_loss) && epoch.seconds >= 0.0);
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Model || error.kind() == ErrorKind::Data);
  }
  return 0;
}
