#include <algorithm>
#include <cstdint>
#include <utility>

#include <nlohmann/json.hpp>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/files/file.h"
#include "p8/vision/weights/safetensors.h"

namespace p8 {

namespace {

using Json = nlohmann::json;

constexpr const char* kMetadata = "__metadata__";

std::vector<const StoredTensor*> in_file_order(const std::vector<StoredTensor>& tensors) {
  std::vector<const StoredTensor*> order;
  order.reserve(tensors.size());
  for (const StoredTensor& tensor : tensors) order.push_back(&tensor);
  std::sort(order.begin(), order.end(), [](const StoredTensor* a, const StoredTensor* b) {
    const std::size_t width_a = size_of(a->dtype);
    const std::size_t width_b = size_of(b->dtype);
    return width_a != width_b ? width_a > width_b : a->name < b->name;
  });
  return order;
}

/// The length and the header.
std::string beginning(const std::vector<const StoredTensor*>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  Json header = Json::object();
  if (!metadata.empty()) header[kMetadata] = metadata;
  std::size_t end = 0;
  for (const StoredTensor* tensor : tensors) {
    if (header.contains(tensor->name) || tensor->name == kMetadata) {
      throw output_error("\"{}\" cannot name another tensor", "« {} » ne peut pas nommer un autre tenseur",
                         printable(tensor->name));
    }
    const std::size_t begin = end;
    end += element_count(*tensor) * size_of(tensor->dtype);
    header[tensor->name] = {
        {"dtype", name_of(tensor->dtype)}, {"shape", tensor->shape}, {"data_offsets", {begin, end}}};
  }
  std::string json;
  try {
    json = header.dump();
  } catch (const Json::type_error&) {
    throw output_error("names and metadata of tensors must be UTF-8",
                       "les noms et métadonnées de tenseurs doivent être en UTF-8");
  }
  json.append((8 - json.size() % 8) % 8, ' ');
  const auto length = static_cast<std::uint64_t>(json.size());
  return std::string(reinterpret_cast<const char*>(&length), sizeof length) + json;
}

std::string data_of(const StoredTensor& tensor) {
  std::string bytes(element_count(tensor) * size_of(tensor.dtype), '\0');
  copy_contiguous(tensor, bytes.data());
  return bytes;
}

}  // namespace

std::string safetensors_bytes(const std::vector<StoredTensor>& tensors,
                              const std::map<std::string, std::string>& metadata) {
  const std::vector<const StoredTensor*> order = in_file_order(tensors);
  std::string bytes = beginning(order, metadata);
  for (const StoredTensor* tensor : order) bytes += data_of(*tensor);
  return bytes;
}

void write_safetensors(const std::string& path, const std::vector<StoredTensor>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  const std::vector<const StoredTensor*> order = in_file_order(tensors);
  OutputStream out(path);
  out.write(beginning(order, metadata));
  for (const StoredTensor* tensor : order) out.write(data_of(*tensor));
  out.close();
}

}  // namespace p8
