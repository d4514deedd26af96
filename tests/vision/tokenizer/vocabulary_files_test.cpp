#include "p8/vision/tokenizer/vocabulary_files.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "support/error.h"
#include "support/gzip_bytes.h"
#include "support/temporary.h"

namespace p8 {

namespace {

constexpr const char* kMerges = "r e\nre d</w>\n\u0120 \u00FF\n";

std::string openai_file(const std::string& merges) { return test::gzip_bytes("a heading\n" + merges); }

/// vocab.json with the ids of the same vocabulary in OpenAI's form, times `factor`.
std::string vocab_json(std::int32_t factor) {
  nlohmann::json vocab;
  const auto add = [&](int byte, const std::string& character) {
    const TokenVocabulary same = parse_openai_vocabulary(openai_file(kMerges), "bpe", 3);
    vocab[character] = factor * same.bytes[static_cast<std::size_t>(byte)];
    vocab[character + "</w>"] = factor * same.last_bytes[static_cast<std::size_t>(byte)];
  };
  const auto utf8 = [](int point) {
    std::string text;
    if (point < 0x80) return std::string(1, static_cast<char>(point));
    text += static_cast<char>(0xC0 | point >> 6);
    return text += static_cast<char>(0x80 | (point & 0x3F));
  };
  int stand_in = 0x100;
  for (int byte = 0; byte < 256; ++byte) {
    const bool is_visible = (byte > 0x20 && byte < 0x7F) || (byte > 0xA0 && byte != 0xAD);
    add(byte, utf8(is_visible ? byte : stand_in++));
  }
  vocab["re"] = factor * 512;
  vocab["red</w>"] = factor * 513;
  vocab["\u0120\u00FF"] = factor * 514;
  vocab["<|startoftext|>"] = factor * 515;
  vocab["<|endoftext|>"] = factor * 516;
  return vocab.dump();
}

}  // namespace

TEST_CASE("OpenAI's ids: visible bytes, the others, the same at a word's end, merges, marks") {
  const TokenVocabulary vocabulary = parse_openai_vocabulary(openai_file(kMerges + std::string("not read")), "bpe", 3);
  CHECK(vocabulary.bytes['!'] == 0);
  CHECK(vocabulary.bytes['~'] == 93);
  CHECK(vocabulary.bytes[0xA1] == 94);
  CHECK(vocabulary.bytes[0xFF] == 187);
  CHECK(vocabulary.bytes[0] == 188);
  CHECK(vocabulary.bytes[' '] == 188 + 32);
  CHECK(vocabulary.bytes[0xAD] == 255);
  CHECK(vocabulary.last_bytes['!'] == 256);
  CHECK(vocabulary.start == 515);
  CHECK(vocabulary.end == 516);
  REQUIRE(vocabulary.merges.size() == 3);
  CHECK(vocabulary.merges[1].left == 512);
  CHECK(vocabulary.merges[1].right == vocabulary.last_bytes['d']);
  CHECK(vocabulary.merges[1].merged == 513);
  CHECK(vocabulary.merges[2].left == vocabulary.bytes[' ']);
  CHECK(vocabulary.merges[2].right == vocabulary.bytes[0xFF]);
}

TEST_CASE("Hugging Face's ids are those of vocab.json, whatever they are") {
  for (const char* const heading : {"#version: 0.2\n", ""}) {
    const TokenVocabulary vocabulary =
        parse_hugging_face_vocabulary(vocab_json(3), "vocab.json", heading + std::string(kMerges), "merges.txt");
    CHECK(vocabulary.bytes['!'] == 0);
    CHECK(vocabulary.bytes['"'] == 3);
    CHECK(vocabulary.last_bytes[0xAD] == 3 * 511);
    REQUIRE(vocabulary.merges.size() == 3);
    CHECK(vocabulary.merges[1].merged == 3 * 513);
    CHECK(vocabulary.end == 3 * 516);
  }
}

TEST_CASE("a damaged list of merges is refused with its line") {
  const auto message = [](const std::string& merges) {
    return test::message_of([&] { parse_openai_vocabulary(openai_file(merges), "bpe", 2); });
  };
  CHECK(message("r e\n") == "bpe: 1 merges, expected at least 2");
  CHECK(message("r e\nred\n") == "bpe, line 3: \"red\" is not a merge; expected two tokens with a space between");
  CHECK(message("r e\nr e d\n") == "bpe, line 3: \"r e d\" is not a merge; expected two tokens with a space between");
  CHECK(message("r e\n\r\n") == "bpe: 1 merges, expected at least 2");
  CHECK(message("r e\nrex d\n") == "bpe, line 3: the token \"rex\" is not in the vocabulary");
  CHECK(test::message_of([] { parse_openai_vocabulary("no gzip", "bpe"); }) ==
        "bpe: not a whole gzip file of at most 67108864 bytes; delete it and fetch it again: scripts/fetch_weights.sh "
        "bpe --to DIR");
  CHECK(test::message_of([] { parse_hugging_face_vocabulary(vocab_json(1), "vocab.json", "r x\n", "merges.txt"); }) ==
        "merges.txt, line 1: the token \"rx\" is not in the vocabulary");
  CHECK(test::message_of([] { parse_hugging_face_vocabulary("{}", "vocab.json", "", "merges.txt"); },
                         Language::French) == "vocab.json : le jeton « \u0100 » n'est pas dans le vocabulaire");
}

namespace {

/// tokenizer.json of the same vocabulary as transformers writes it. @param merges  its list.
nlohmann::json tokenizer_json(const std::string& merges) {
  return nlohmann::json::parse(R"({"normalizer": {"type": "Sequence", "normalizers": [
      {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]},
    "pre_tokenizer": {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": {"Regex":
      "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}},
      {"type": "ByteLevel"}]},
    "model": {"type": "BPE", "end_of_word_suffix": "</w>", "vocab": )" +
                               vocab_json(3) + R"(, "merges": )" + merges + "}}");
}

}  // namespace

TEST_CASE("tokenizer.json is the same vocabulary, in its older and its newer form") {
  const TokenVocabulary files = parse_hugging_face_vocabulary(vocab_json(3), "vocab.json", kMerges, "merges.txt");
  for (const char* const merges :
       {R"(["r e", "re d</w>", "\u0120 \u00FF"])", R"([["r", "e"], ["re", "d</w>"], ["\u0120", "\u00FF"]])"}) {
    const TokenVocabulary vocabulary = parse_tokenizer_json(tokenizer_json(merges).dump(), "tokenizer.json");
    CHECK(vocabulary.bytes == files.bytes);
    CHECK(vocabulary.last_bytes == files.last_bytes);
    CHECK(vocabulary.start == files.start);
    CHECK(vocabulary.end == files.end);
    REQUIRE(vocabulary.merges.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(vocabulary.merges[i].merged == files.merges[i].merged);
  }
  const test::TemporaryDirectory folder;
  folder.write("tokenizer.json", tokenizer_json(R"(["r e"])").dump());
  CHECK(read_vocabulary(folder.path()).end == 3 * 516);
  CHECK(read_vocabulary(folder.file("clip.safetensors")).end == 3 * 516);
}

TEST_CASE("tokenizer.json of another tokenizer is refused by the part that differs") {
  const auto message = [](const char* pointer, const nlohmann::json& value) {
    nlohmann::json json = tokenizer_json(R"(["r e"])");
    json[nlohmann::json::json_pointer(pointer)] = value;
    return test::message_of([&] { parse_tokenizer_json(json.dump(), "tokenizer.json"); });
  };
  const std::string rest =
      " is not that of CLIP's tokenizer; take vocab.json and merges.txt from where the model came from";
  CHECK(message("/model/type", "Unigram") == "tokenizer.json: model.type" + rest);
  CHECK(message("/model/end_of_word_suffix", nullptr) == "tokenizer.json: model.end_of_word_suffix" + rest);
  CHECK(message("/normalizer/normalizers/2/type", "NFKC") == "tokenizer.json: normalizer" + rest);
  CHECK(message("/normalizer", nullptr) == "tokenizer.json: normalizer" + rest);
  CHECK(message("/pre_tokenizer/pretokenizers/0/pattern/Regex", "\\s+") == "tokenizer.json: pre_tokenizer" + rest);
  CHECK(message("/model/merges", {1}) == "tokenizer.json: model.merges" + rest);
  CHECK(message("/model/vocab", {{"a", -1}}) == "tokenizer.json: model.vocab" + rest);
  CHECK(test::message_of([] { parse_tokenizer_json(std::string(100000, '['), "t.json"); }) == "t.json: not JSON");
}

TEST_CASE("the vocabulary lies in the model's folder, or beside a model of one file, or where --bpe says") {
  const test::TemporaryDirectory folder;
  const std::string model = folder.write("ViT-B-32.pt", "weights");
  const auto message = [&](const std::string& path, const std::string& bpe = {}) {
    return test::message_of([&] { read_vocabulary(path, bpe); });
  };
  const std::string missing = folder.file("bpe_simple_vocab_16e6.txt.gz") +
                              ": no such file; the vocabulary of CLIP's tokenizer is fetched by: "
                              "scripts/fetch_weights.sh bpe --to " +
                              folder.path();
  CHECK(message(model) == missing);
  CHECK(message(folder.path()) == missing);
  CHECK(test::kind_of([&] { read_vocabulary(model); }) == 4);
  CHECK(message(model, "nowhere.gz") ==
        "nowhere.gz: no such file; the vocabulary of CLIP's tokenizer is fetched by: scripts/fetch_weights.sh bpe --to "
        ".");

  const std::string elsewhere = folder.write("elsewhere.gz", openai_file("a b\n"));
  CHECK(message(model, elsewhere) == elsewhere + ": 1 merges, expected at least 48894");

  folder.write("vocab.json", vocab_json(2));
  CHECK(message(folder.path()).find("merges.txt: no such file; a Hugging Face model has vocab.json and merges.txt") !=
        std::string::npos);
  folder.write("merges.txt", kMerges);
  CHECK(read_vocabulary(folder.path()).end == 2 * 516);
  CHECK(read_vocabulary(model).end == 2 * 516);
}

}  // namespace p8
