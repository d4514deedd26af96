#include "support/torch_bytes.h"

#include <doctest/doctest.h>
#include <zlib.h>

namespace p8::test {

namespace {

std::string joined(const std::vector<std::string>& parts) {
  std::string all;
  for (const std::string& part : parts) all += part;
  return all;
}

std::string ints(const std::vector<std::int64_t>& values) {
  std::vector<std::string> items;
  items.reserve(values.size());
  for (const std::int64_t value : values) items.push_back(py_int(value));
  return py_tuple(items);
}

std::string deflated(const std::string& bytes) {
  z_stream stream = {};
  REQUIRE(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::uint32_t u32(std::size_t value) { return static_cast<std::uint32_t>(value); }
std::uint16_t u16(std::size_t value) { return static_cast<std::uint16_t>(value); }

}  // namespace

std::string pickle(const std::string& body) { return "\x80\x02" + body + "."; }

std::string py_text(const std::string& text) { return "X" + le(u32(text.size())) + text; }

std::string py_int(std::int64_t value) {
  if (value >= INT32_MIN && value <= INT32_MAX) return "J" + le(static_cast<std::int32_t>(value));
  return "\x8A\x08" + le(value);
}

std::string py_tuple(const std::vector<std::string>& items) { return "(" + joined(items) + "t"; }

std::string py_list(const std::vector<std::string>& items) { return "](" + joined(items) + "e"; }

std::string py_dict(const std::vector<std::string>& keys_and_values) { return "}(" + joined(keys_and_values) + "u"; }

std::string py_global(const std::string& module, const std::string& name) { return "c" + module + "\n" + name + "\n"; }

std::string py_call(const std::string& global, const std::vector<std::string>& arguments) {
  return global + py_tuple(arguments) + "R";
}

std::string py_ordered_dict(const std::vector<std::string>& keys_and_values) {
  return py_global("collections", "OrderedDict") + ")R(" + joined(keys_and_values) + "u";
}

std::string py_storage(const std::string& type, const std::string& key, std::int64_t count) {
  return py_tuple({py_text("storage"), py_global("torch", type), py_text(key), py_text("cpu"), py_int(count)}) + "Q";
}

std::string py_tensor(const std::string& storage, std::int64_t offset, const std::vector<std::int64_t>& shape,
                      const std::vector<std::int64_t>& strides) {
  return py_call(py_global("torch._utils", "_rebuild_tensor_v2"),
                 {storage, py_int(offset), ints(shape), ints(strides), "\x89", py_ordered_dict({})});
}

std::string zip_of(const std::vector<ZipPart>& parts, const ZipOptions& options) {
  std::string archive;
  std::string directory;
  const std::uint16_t flags = options.sizes_follow ? 8 : 0;
  for (const ZipPart& part : parts) {
    const std::string packed = part.is_deflated ? deflated(part.bytes) : part.bytes;
    const std::uint64_t size = part.announced_size >= 0 ? part.announced_size : part.bytes.size();
    const auto crc = u32(crc32(0, reinterpret_cast<const Bytef*>(part.bytes.data()), u32(part.bytes.size())));
    const std::uint16_t method = part.is_deflated ? 8 : 0;
    const std::uint64_t begin = archive.size();
    const std::string wide = le<std::uint16_t>(1) + le<std::uint16_t>(16) + le(size) + le<std::uint64_t>(packed.size());
    const std::string local_sizes = options.sizes_follow ? std::string(12, '\0')
                                    : options.zip64      ? le(crc) + std::string(8, '\xFF')
                                                         : le(crc) + le(u32(packed.size())) + le(u32(size));
    const std::string local_extra = options.zip64 && !options.sizes_follow ? wide : "";
    archive += "PK\x03\x04" + le<std::uint16_t>(0) + le(flags) + le(method) + le<std::uint32_t>(0) + local_sizes +
               le(u16(part.name.size())) + le(u16(local_extra.size())) + part.name + local_extra + packed;
    const std::string extra =
        options.zip64 ? le<std::uint16_t>(1) + le<std::uint16_t>(24) + wide.substr(4) + le(begin) : "";
    directory += "PK\x01\x02" + le<std::uint32_t>(0) + le(flags) + le(method) + le<std::uint32_t>(0) + le(crc) +
                 (options.zip64 ? std::string(8, '\xFF') : le(u32(packed.size())) + le(u32(size))) +
                 le(u16(part.name.size())) + le(u16(extra.size())) + std::string(10, '\0') +
                 le(options.zip64 ? 0xFFFFFFFFU : u32(begin)) + part.name + extra;
  }
  const std::uint64_t begin = archive.size();
  archive += directory;
  const std::uint64_t count = parts.size();
  if (options.zip64) {
    archive += "PK\x06\x06" + le<std::uint64_t>(44) + std::string(12, '\0') + le(count) + le(count) +
               le<std::uint64_t>(directory.size()) + le(begin);
    archive += "PK\x06\x07" + le<std::uint32_t>(0) + le<std::uint64_t>(begin + directory.size()) + le<std::uint32_t>(1);
    return archive + "PK\x05\x06" + std::string(4, '\0') + std::string(12, '\xFF') + std::string(2, '\0');
  }
  return archive + "PK\x05\x06" + std::string(4, '\0') + le(u16(count)) + le(u16(count)) + le(u32(directory.size())) +
         le(u32(begin)) + std::string(2, '\0');
}

std::string legacy_of(const std::string& object, const std::vector<LegacyStorage>& storages) {
  std::string file = "\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";
  file += pickle(py_int(1001));
  file += pickle(py_dict({py_text("protocol_version"), py_int(1001), py_text("little_endian"), "\x88"}));
  file += pickle(object);
  std::vector<std::string> keys;
  keys.reserve(storages.size());
  for (const LegacyStorage& storage : storages) keys.push_back(py_text(storage.key));
  file += pickle(py_list(keys));
  for (const LegacyStorage& storage : storages) file += le(storage.count) + storage.bytes;
  return file;
}

std::string small_object() {
  return py_ordered_dict({py_text("w"), py_tensor(py_storage("FloatStorage", "0", 6), 0, {2, 3}, {1, 2}), py_text("b"),
                          py_tensor(py_storage("HalfStorage", "1", 2), 0, {2}, {1}), py_text("n"),
                          py_tensor(py_storage("LongStorage", "2", 1), 0, {}, {})});
}

namespace {

const std::string& w_bytes() {
  static const std::string bytes = raw<float>({1, 4, 2, 5, 3, 6});
  return bytes;
}
const std::string& b_bytes() {
  static const std::string bytes = raw<std::uint16_t>({0x3800, 0xC000});
  return bytes;
}

}  // namespace

std::string small_zip(const ZipOptions& options) {
  return zip_of({{"m/data.pkl", pickle(small_object())},
                 {"m/byteorder", "little"},
                 {"m/data/0", w_bytes()},
                 {"m/data/1", b_bytes()},
                 {"m/data/2", le<std::int64_t>(7)},
                 {"m/version", "3\n"}},
                options);
}

std::string small_script() {
  const auto module = [](const std::string& name, const std::vector<std::string>& state) {
    return py_global("__torch__.own", name) + ")\x81" + py_dict(state) + "b";
  };
  const std::string layer =
      module("Layer", {py_text("w"), py_tensor(py_storage("FloatStorage", "0", 6), 0, {2, 3}, {1, 2}), py_text("b"),
                       py_tensor(py_storage("HalfStorage", "1", 2), 0, {2}, {1}), py_text("training"), "\x89"});
  const std::string constant = py_tensor(py_storage("LongStorage", "0", 1), 0, {}, {});
  return zip_of({{"m/data.pkl", pickle(module("Model", {py_text("layer"), layer, py_text("hook"), "N"}))},
                 {"m/data/0", w_bytes()},
                 {"m/data/1", b_bytes()},
                 {"m/code/__torch__/own.py", "import os", true},
                 {"m/constants.pkl", pickle(py_tuple({constant}))},
                 {"m/constants/0", le<std::int64_t>(7)}});
}

std::string small_legacy() {
  return legacy_of(small_object(), {{"1", 2, b_bytes()}, {"0", 6, w_bytes()}, {"2", 1, le<std::int64_t>(7)}});
}

}  // namespace p8::test
