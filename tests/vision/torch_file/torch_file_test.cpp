#include "p8/vision/torch_file/torch_file.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "p8/vision/weights/weight_file.h"
#include "support/error.h"
#include "support/torch_bytes.h"

using namespace p8;
using namespace p8::test;

namespace {

std::string message(const std::string& bytes, Language language = Language::English) {
  return message_of([&] { read_weights(bytes, "m.pt"); }, language);
}

/// One object with eight floats in storage "0", in a zip archive.
std::string zip_with(const std::string& object) {
  return zip_of({{"m/data.pkl", pickle(object)}, {"m/data/0", raw<float>({0, 1, 2, 3, 4, 5, 6, 7})}});
}

std::string zip_message(const std::string& object) { return message(zip_with(object)); }

std::string floats(std::int64_t offset, const std::vector<std::int64_t>& shape,
                   const std::vector<std::int64_t>& strides) {
  return py_tensor(py_storage("FloatStorage", "0", 8), offset, shape, strides);
}

std::vector<std::string> names_of(const std::string& bytes) {
  const WeightFile file = read_weights(bytes, "m.pt");
  std::vector<std::string> names;
  names.reserve(file.tensors().size());
  for (const StoredTensor& tensor : file.tensors()) names.push_back(tensor.name);
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the small model reads the same from each container of PyTorch") {
  const std::string script = small_script();
  for (const std::string& bytes : {small_zip(), small_zip({true, true}), small_zip({true, false}), small_legacy()}) {
    const WeightFile file = read_weights(bytes, "m.pt");
    REQUIRE(file.tensors().size() == 3);
    CHECK(to_float(file.at("w")) == std::vector<float>{1, 2, 3, 4, 5, 6});
    CHECK(file.at("w").strides == std::vector<std::int64_t>{1, 2});
    CHECK(to_float(file.at("b")) == std::vector<float>{0.5, -2});
    CHECK(file.at("b").dtype == DType::F16);
    CHECK(file.at("n").dtype == DType::I64);
    CHECK(to_float(file.at("n")) == std::vector<float>{7});
    CHECK(file.constants().empty());
  }
  CHECK(read_weights(small_zip(), "m").format() == WeightFormat::TorchZip);
  CHECK(read_weights(small_legacy(), "m").format() == WeightFormat::TorchLegacy);
  const WeightFile file = read_weights(script, "m.pt");
  CHECK(file.format() == WeightFormat::TorchScript);
  CHECK(names_of(script) == Names{"layer.b", "layer.w"});
  CHECK(to_float(file.at("layer.w")) == std::vector<float>{1, 2, 3, 4, 5, 6});
  REQUIRE(file.constants().size() == 1);
  CHECK(file.constants()[0].name == "CONSTANTS.c0");
  CHECK(to_float(file.constants()[0]) == std::vector<float>{7});
}

TEST_CASE("tensors of nested dictionaries, lists and modules are named by their path") {
  const std::string t = floats(0, {2}, {1});
  CHECK(names_of(zip_with(py_dict({py_text("state_dict"), py_ordered_dict({py_text("module.visual.proj"), t}),
                                   py_text("epoch"), py_int(3), py_text("list"), py_list({"N", t}), py_text("by"),
                                   py_dict({py_int(-4), py_tuple({t})})}))) ==
        Names{"by.-4.0", "list.1", "state_dict.module.visual.proj"});
}

TEST_CASE("files of Python 2: strings of bytes, and an OrderedDict that is called with its pairs") {
  const std::string t = floats(0, {2}, {1});
  const std::string dictionary = py_global("collections", "OrderedDict") +
                                 py_list({py_list({"U\x01"
                                                   "a",
                                                   t})}) +
                                 "\x85R";
  CHECK(names_of(zip_with(dictionary + py_dict({"U\x09_metadata", py_dict({})}) + "b")) == Names{"a"});
  CHECK(zip_message(py_global("collections", "OrderedDict") + py_list({py_list({t})}) + "\x85R") ==
        "m.pt: data.pkl: an OrderedDict of items that are not pairs, under \"\"");
}

TEST_CASE("parameters, sizes as torch.Size, old tensors, GPU storages, and plain values of torch") {
  const std::string gpu = py_tuple({py_text("storage"), py_global("torch.cuda", "FloatStorage"), py_text("0"),
                                    py_text("cuda:0"), py_int(8)}) +
                          "Q";
  const std::string size = py_call(py_global("torch", "Size"), {py_tuple({py_int(2)})});
  const std::string old =
      py_call(py_global("torch._utils", "_rebuild_tensor"), {gpu, py_int(3), size, py_tuple({py_int(4)})});
  const std::string parameter = py_call(py_global("torch._utils", "_rebuild_parameter"), {old, "\x88", "N"});
  const std::string list = py_call(py_global("torch.jit._pickle", "build_intlist"), {py_list({py_int(1)})});
  const std::string object =
      py_dict({py_text("p"), parameter, py_text("dtype"), py_global("torch", "float16"), py_text("device"),
               py_call(py_global("torch", "device"), {py_text("cpu")}), py_text("sizes"), list});
  const std::string bytes = zip_with(object);
  const WeightFile file = read_weights(bytes, "m.pt");
  REQUIRE(file.tensors().size() == 1);
  CHECK(to_float(file.at("p")) == std::vector<float>{3, 7});
}

TEST_CASE("old containers: a view of a storage counts from where it begins") {
  const std::string view = py_tuple({py_text("storage"), py_global("torch", "FloatStorage"), py_text("s"),
                                     py_text("cpu"), py_int(4), py_tuple({py_text("v"), py_int(1), py_int(2)})}) +
                           "Q";
  const auto file_of = [&](std::int64_t offset) {
    return legacy_of(py_dict({py_text("a"), py_tensor(view, offset, {1}, {1})}), {{"s", 4, raw<float>({5, 6, 7, 8})}});
  };
  const std::string bytes = file_of(1);
  CHECK(to_float(read_weights(bytes, "m.pt").at("a")) == std::vector<float>{7});
  CHECK(message(file_of(2)) == "m.pt: tensor \"a\": reaches outside its storage \"s\" of 2 numbers");
}

TEST_CASE("a pickle that would call anything else is refused by the name of that") {
  const std::string remedy =
      ": it reads tensors and plain values only; save the weights alone, with torch.save(model.state_dict(), …)";
  CHECK(zip_message(py_call(py_global("os", "system"), {py_text("id")})) ==
        "m.pt: data.pkl: p8 refuses to call os.system" + remedy);
  CHECK(message(legacy_of(py_dict({py_text("a"), py_call(py_global("posix", "system"), {py_text("id")})}), {})) ==
        "m.pt: object: p8 refuses to call posix.system" + remedy);
  for (const char* name : {"builtins eval", "torch load", "torch.storage _load_from_bytes", "torch.hub load",
                           "torch._utils _rebuild_qtensor", "__torch__evil x", "torch.nn.modules.linear Linear"}) {
    const std::string both = name;
    const std::size_t space = both.find(' ');
    const std::string global = py_global(both.substr(0, space), both.substr(space + 1));
    CAPTURE(both);
    // Called, merely named, and hidden where nothing looks.
    CHECK(zip_message(py_call(global, {})).find("p8 refuses to call ") != std::string::npos);
    CHECK(zip_message(global).find("p8 refuses to call ") != std::string::npos);
    CHECK(zip_message(py_ordered_dict({}) + global + "b").find("p8 refuses to call ") != std::string::npos);
  }
  CHECK(message(zip_with(py_global("os", "system")), Language::French) ==
        "m.pt : data.pkl : p8 refuse d'appeler os.system : il ne lit que des tenseurs et des valeurs simples ; "
        "enregistrez les poids seuls, avec torch.save(model.state_dict(), …)");
}

TEST_CASE("tensors that reach outside their storage are refused by name") {
  const auto reach = [](std::int64_t offset, const std::vector<std::int64_t>& shape,
                        const std::vector<std::int64_t>& strides) {
    return zip_message(py_dict({py_text("w"), floats(offset, shape, strides)}));
  };
  const std::string outside = "m.pt: tensor \"w\": reaches outside its storage \"0\" of 8 numbers";
  CHECK(reach(0, {2, 4}, {4, 1}) == "no error");
  CHECK(reach(7, {}, {}) == "no error");
  CHECK(reach(8, {0}, {1}) == "no error");
  CHECK(reach(2, {2, 2}, {4, 1}) == "no error");
  CHECK(reach(8, {}, {}) == outside);
  CHECK(reach(9, {0}, {1}) == outside);
  CHECK(reach(1, {2, 4}, {4, 1}) == outside);
  CHECK(reach(0, {2, 2}, {7, 1}) == outside);
  CHECK(reach(0, {9}, {0}) == outside);  // nine numbers out of eight would let a short file fill the memory
  CHECK(reach(0, {INT64_MAX, 4}, {1, 1}) == outside);
  CHECK(reach(0, {2, 2}, {INT64_MAX, INT64_MAX}) == outside);
  CHECK(reach(INT64_MAX, {1}, {1}) == outside);
  CHECK(reach(0, {1, 2}, {INT64_MAX, 1}) == "no error");  // the stride of a single row means nothing
  const std::string malformed =
      "m.pt: tensor \"w\": expected a storage, an offset, sizes and as many strides, whole numbers from 0, at most 16 "
      "each";
  CHECK(reach(-1, {2}, {1}) == malformed);
  CHECK(reach(0, {-2}, {1}) == malformed);
  CHECK(reach(0, {2}, {-1}) == malformed);
  CHECK(reach(0, {2}, {1, 1}) == malformed);
  CHECK(reach(0, std::vector<std::int64_t>(17, 1), std::vector<std::int64_t>(17, 1)) == malformed);
  CHECK(zip_message(py_dict({py_text("w"), py_call(py_global("torch._utils", "_rebuild_tensor_v2"), {})})) ==
        malformed);
}

TEST_CASE("storages that are missing, of another size or of two kinds are refused") {
  const auto object = [](const std::string& type, const std::string& key, std::int64_t count) {
    return py_dict(
        {py_text("a"), floats(0, {1}, {1}), py_text("w"), py_tensor(py_storage(type, key, count), 0, {1}, {1})});
  };
  CHECK(zip_message(object("FloatStorage", "1", 8)) == "m.pt: the archive lacks the storage data/1");
  CHECK(zip_message(object("FloatStorage", "0", 7)) == "m.pt: data.pkl: storage \"0\" has two types or sizes");
  CHECK(zip_message(object("IntStorage", "0", 8)) == "m.pt: data.pkl: storage \"0\" has two types or sizes");
  CHECK(zip_message(object("ComplexFloatStorage", "1", 8)) ==
        "m.pt: data.pkl: storages of type torch.ComplexFloatStorage are not supported");
  CHECK(zip_message(py_tensor(py_storage("FloatStorage", "0", 9), 0, {1}, {1})) ==
        "m.pt: storage data/0 has 32 bytes, expected 9 numbers of type F32");
  CHECK(zip_message(py_tensor(py_storage("FloatStorage", "0", (std::int64_t{1} << 62) + 8), 0, {1}, {1}))
            .find("m.pt: storage data/0 has 32 bytes, expected 4611686018427387912 numbers") == 0);
  CHECK(zip_message(py_tensor("N", 0, {1}, {1})).find("a reference to a storage that is not") != std::string::npos);
  CHECK(zip_message("NQ").find("a reference to a storage that is not") != std::string::npos);
  const std::string twice = py_dict({py_text("w"), floats(0, {1}, {1}), py_text("w"), floats(1, {1}, {1})});
  CHECK(zip_message(twice) == "m.pt: tensor \"w\": appears twice");
  CHECK(zip_message("N") == "m.pt: holds no tensors");
  CHECK(zip_message(py_dict({py_tuple({}), floats(0, {1}, {1})})) ==
        "m.pt: data.pkl: a dictionary's key is neither text nor a whole number, under \"\"");
  CHECK(zip_message(py_dict({py_text(std::string(600, 'w')), floats(0, {1}, {1})}))
            .find("m.pt: data.pkl: a name of more than 512 bytes: \"www") == 0);
}

TEST_CASE("archives that torch.save did not write are told so") {
  const std::string expected = "m.pt: a zip archive, but not one of torch.save or torch.jit.save: it has no data.pkl";
  CHECK(message(zip_of({{"word/document.xml", "x"}})) == expected);
  CHECK(message(zip_of({{"data.npy", "x"}})) == expected);
  CHECK(message(zip_of({})) == expected);
  CHECK(message(zip_of({{"m/data.pkl", pickle(small_object())}, {"m/byteorder", "big"}})) ==
        "m.pt: written on a big-endian machine, which is not supported");
}

TEST_CASE("old containers: version, byte order, keys and counts are checked") {
  const std::string object = py_dict({py_text("w"), py_tensor(py_storage("FloatStorage", "s", 2), 0, {2}, {1})});
  const std::string two = raw<float>({1, 2});
  CHECK(message(legacy_of(object, {{"s", 2, two}})) == "no error");
  CHECK(message(legacy_of(object, {{"s", 3, two}})) == "m.pt: storage \"s\": has 3 numbers, expected 2");
  CHECK(message(legacy_of(object, {{"s", -1, two}})).find("has 18446744073709551615 numbers") != std::string::npos);
  CHECK(message(legacy_of(object, {{"x", 2, two}})) ==
        "m.pt: storage keys: \"x\" is listed twice, or belongs to no tensor");
  CHECK(message(legacy_of(object, {{"s", 2, two}, {"s", 2, two}})) ==
        "m.pt: storage keys: \"s\" is listed twice, or belongs to no tensor");
  CHECK(message(legacy_of(object, {})) == "m.pt: storage keys: lists 0 of 1 storages");
  CHECK(message(legacy_of(object, {{"s", 2, "1234"}}))
            .find("m.pt: storage \"s\": cut off; expected 2 numbers of type F32") == 0);
  std::string other = legacy_of(object, {{"s", 2, two}});
  const std::size_t version = other.find(le<std::int32_t>(1001));
  CHECK(message(std::string(other).replace(version, 4, le<std::int32_t>(1002))) ==
        "m.pt: protocol version: expected 1001");
  CHECK(message(other.replace(other.find("\x88u."), 1, "\x89")) ==
        "m.pt: machine: not said to be little-endian; other machines are not supported");
}
