#include "p8/vision/checkpoint/checkpoint.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "p8/base/error.h"
#include "p8/base/log.h"

namespace p8 {

namespace {

constexpr std::size_t kMaxNamed = 5;  // misfits in one message

/// "a, b, c" and how many more there are.
Text listed(const std::vector<std::string>& names) {
  const std::vector<std::string> shown(names.begin(), names.begin() + std::min(names.size(), kMaxNamed));
  const std::string list = fmt::format("{}", fmt::join(shown, ", "));
  if (names.size() <= kMaxNamed) return same(list);
  return text("{} and {} more", "{} et {} autres", list, names.size() - kMaxNamed);
}

void add(Text& message, const char* en, const char* fr, const std::vector<std::string>& names) {
  if (names.empty()) return;
  const Text list = listed(names);
  message.en += fmt::format("{}{} {}", message.en.empty() ? "" : "; ", en, list.en);
  message.fr += fmt::format("{}{} {}", message.fr.empty() ? "" : " ; ", fr, list.fr);
}

std::string shape_text(const std::vector<std::int64_t>& shape) { return fmt::format("({})", fmt::join(shape, ", ")); }

}  // namespace

std::vector<std::int64_t> CheckpointTensor::shape() const {
  std::vector<std::int64_t> result = parts.front().shape;
  for (std::size_t i = 1; i < parts.size(); ++i) result.front() += parts[i].shape.front();
  return result;
}

std::size_t CheckpointTensor::count() const {
  std::size_t result = 0;
  for (const StoredTensor& part : parts) result += element_count(part);
  return result;
}

void CheckpointTensor::to_float(float* out) const {
  for (const StoredTensor& part : parts) {
    p8::to_float(part, out);
    out += element_count(part);
  }
}

const CheckpointTensor* Checkpoint::find(std::string_view name) const {
  const auto found = tensors_.find(name);
  return found == tensors_.end() ? nullptr : &found->second;
}

const CheckpointTensor& Checkpoint::at(std::string_view name) const {
  if (const CheckpointTensor* const tensor = find(name)) return *tensor;
  throw model_error("{}: there is no tensor \"{}\"", "{} : il n'y a pas de tenseur « {} »", this->name(), name);
}

void Checkpoint::replace(WeightFile trained) {
  for (const StoredTensor& tensor : trained.tensors()) {
    const auto own = tensors_.find(tensor.name);
    if (own == tensors_.end() || own->second.shape() != tensor.shape) {
      throw model_error("{}: {} has no tensor \"{}\" of that shape", "{} : {} n'a pas de tenseur « {} » de cette forme",
                        trained.name(), name(), printable(tensor.name));
    }
    own->second.parts = {tensor};
  }
  replacements_.push_back(std::move(trained));
}

void Checkpoint::require_exactly(const TensorShapes& expected) const {
  std::vector<std::string> missing, misshapen, unknown;
  for (const auto& [name, shape] : expected) {
    const CheckpointTensor* const tensor = find(name);
    if (tensor == nullptr) {
      missing.push_back(name);
    } else if (tensor->shape() != shape) {
      misshapen.push_back(fmt::format("{} {} ≠ {}", name, shape_text(tensor->shape()), shape_text(shape)));
    }
  }
  for (const auto& [name, tensor] : tensors_) {
    if (expected.count(name) == 0) unknown.push_back(printable(name));
  }
  Text message;
  add(message, "missing:", "manquent :", missing);
  add(message, "of another shape than the model's:", "d'une autre forme que le modèle :", misshapen);
  add(message, "part of no known model:", "hors de tout modèle connu :", unknown);
  if (message.en.empty()) return;
  throw Error(ErrorKind::Model, text("{0}: the tensors do not fit together: {1}",
                                     "{0} : les tenseurs ne vont pas ensemble : {1}", name(), message));
}

std::size_t count_layers(const Checkpoint& checkpoint, const std::string& prefix) {
  std::set<std::string> numbers;
  const auto& tensors = checkpoint.tensors();
  for (auto it = tensors.lower_bound(prefix); it != tensors.end(); ++it) {
    if (it->first.compare(0, prefix.size(), prefix) != 0) break;
    numbers.insert(it->first.substr(prefix.size(), it->first.find('.', prefix.size()) - prefix.size()));
  }
  return numbers.size();
}

}  // namespace p8
