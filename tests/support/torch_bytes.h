#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Weight files of PyTorch put together by hand, right and wrong ones. The pickle functions write no memo unless told.
namespace p8::test {

/// The bytes of a number, low byte first.
template <typename Number>
std::string le(Number number) {
  return std::string(reinterpret_cast<const char*>(&number), sizeof number);
}

/// The bytes of a list of numbers.
template <typename Number>
std::string raw(const std::vector<Number>& numbers) {
  return std::string(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number));
}

// ---- Pickles ----

std::string pickle(const std::string& body);  ///< protocol 2 … stop
std::string py_text(const std::string& text);
std::string py_int(std::int64_t value);
std::string py_tuple(const std::vector<std::string>& items);
std::string py_list(const std::vector<std::string>& items);
std::string py_dict(const std::vector<std::string>& keys_and_values);
std::string py_global(const std::string& module, const std::string& name);
std::string py_call(const std::string& global, const std::vector<std::string>& arguments);
/// collections.OrderedDict with items set after the call, as Python 3 writes it.
std::string py_ordered_dict(const std::vector<std::string>& keys_and_values);
std::string py_storage(const std::string& type, const std::string& key, std::int64_t count);
/// torch._utils._rebuild_tensor_v2.
std::string py_tensor(const std::string& storage, std::int64_t offset, const std::vector<std::int64_t>& shape,
                      const std::vector<std::int64_t>& strides);

// ---- Containers ----

/// A file for a zip archive; what is not told is right.
struct ZipPart {
  std::string name;
  std::string bytes;
  bool is_deflated = false;
  std::int64_t announced_size = -1;  ///< unpacked, in the header and the directory
};

struct ZipOptions {
  bool zip64 = false;        ///< sizes and places in zip64 fields
  bool sizes_follow = true;  ///< zeros in the headers before the files, as PyTorch writes
};

std::string zip_of(const std::vector<ZipPart>& parts, const ZipOptions& options = {});

/// torch.save before 1.6: the object, then the storages' keys and their numbers (count and bytes).
struct LegacyStorage {
  std::string key;
  std::int64_t count;
  std::string bytes;
};
std::string legacy_of(const std::string& object, const std::vector<LegacyStorage>& storages);

// ---- A small model, with a transposed weight, in each container ----

/// {"w": 2 × 3 floats 1 … 6 stored transposed, "b": halves 0.5, -2; "n": the long integer 7}, as an OrderedDict.
std::string small_object();
std::string small_zip(const ZipOptions& options = {});
std::string small_script();
std::string small_legacy();

}  // namespace p8::test
