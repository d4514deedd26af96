#include "p8/credit/remote/response_cache.h"

#include <filesystem>

#include <doctest/doctest.h>

#include "p8/base/hash.h"
#include "support/error.h"
#include "support/temporary.h"

using namespace p8;
using namespace p8::serve;
using p8::test::message_of;
using p8::test::read;
using p8::test::TemporaryDirectory;

namespace {

const std::string kOne(64, '1');
const std::string kTwo(64, '2');

ApiResponse answer_of(double probability, std::vector<double> shap_values) {
  ApiResponse answer;
  answer.probability = probability;
  answer.margin = -0.1 - probability;
  answer.shap_values = std::move(shap_values);
  return answer;
}

}  // namespace

TEST_CASE("answers come back from the file with every bit") {
  const TemporaryDirectory directory;
  ApiResponse told = answer_of(0.1, {});
  told.prediction = 1;
  told.base_value = -0.9053249661763899;
  {
    ResponseCache cache(directory.file("cache"));
    cache.add(kOne, answer_of(1.0 / 3.0, {0.1, -2e-300, 0.0}));
    cache.add(kTwo, told);
  }
  const ResponseCache cache(directory.file("cache"));
  CHECK(cache.size() == 2);
  const auto one = cache.find(kOne);
  REQUIRE(one);
  CHECK(one->probability == 1.0 / 3.0);
  CHECK(one->margin == -0.1 - 1.0 / 3.0);
  CHECK(one->shap_values == std::vector<double>{0.1, -2e-300, 0.0});
  CHECK(!one->base_value);
  const auto two = cache.find(kTwo);
  REQUIRE(two);
  CHECK(two->prediction == 1);
  CHECK(two->base_value == -0.9053249661763899);
  CHECK(two->shap_values.empty());
  CHECK(!cache.find(std::string(64, '3')));
}

TEST_CASE("a new folder of answers is for its owner alone") {
  const test::TemporaryDirectory directory;
  const ResponseCache cache(directory.file("way/cache"));
  CHECK(std::filesystem::status(directory.file("way/cache")).permissions() == std::filesystem::perms::owner_all);
}

TEST_CASE("a line that was cut short is cut off, a damaged one passed over") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("cache/answers.log");
  {
    ResponseCache cache(directory.file("cache"));
    cache.add(kOne, answer_of(0.25, {1.5}));
    cache.add(kTwo, answer_of(0.5, {2.5}));
  }
  std::string bytes = read(file);
  const std::size_t second = bytes.find('\n') + 1;
  for (const std::size_t cut : {second + 3, bytes.size() - 1}) {
    directory.write("cache/answers.log", bytes.substr(0, cut));
    ResponseCache cache(directory.file("cache"));
    CHECK(cache.size() == 1);
    cache.add(kTwo, answer_of(0.75, {}));
    CHECK(cache.find(kOne)->shap_values == std::vector<double>{1.5});
    CHECK(cache.find(kTwo)->probability == 0.75);
  }
  bytes[second - 2] ^= 1;
  directory.write("cache/answers.log", bytes);
  const ResponseCache cache(directory.file("cache"));
  CHECK(cache.size() == 1);
  CHECK(cache.find(kTwo)->probability == 0.5);
}

TEST_CASE("a file of somebody else, or a link to one, is no cache and keeps every byte") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.file("cache"));
  const std::string file = directory.file("cache/answers.log");
  const auto message = [&] { return message_of([&] { ResponseCache cache(directory.file("cache")); }); };
  std::string binary;
  for (int i = 0; i < 100'000; ++i) binary += static_cast<char>(i * 7 % 251);
  const std::string sums = kOne + "  scores.csv\n";
  for (const std::string& other : {std::string("my diary line 1\nunfinished last line"), std::string("a diary"),
                                   std::string("\n"), std::string(9, '\0'), binary, sums, sums.substr(0, 66)}) {
    directory.write("cache/answers.log", other);
    CHECK(message().find("not a cache of answers") != std::string::npos);
    CHECK(read(file) == other);
  }
  std::filesystem::remove(file);
  directory.write("diary", "line 1\nline 2");
  std::filesystem::create_symlink(directory.file("diary"), file);
  CHECK(message().find("not a cache of answers") != std::string::npos);
  directory.write("diary", "");  // nor is a link to what would be a new cache
  CHECK(message().find("not a cache of answers") != std::string::npos);
}

TEST_CASE("a cache whose first line is damaged keeps the others") {
  const TemporaryDirectory directory;
  {
    ResponseCache cache(directory.file("cache"));
    cache.add(kOne, answer_of(0.25, {1.5}));
    cache.add(kTwo, answer_of(0.75, {}));
  }
  std::string lines = read(directory.file("cache/answers.log"));
  lines[0] = '#';
  directory.write("cache/answers.log", lines);
  const ResponseCache cache(directory.file("cache"));
  CHECK(!cache.find(kOne));
  CHECK(cache.find(kTwo));
}

TEST_CASE("a cache whose only line was cut short goes on, wherever the cut is") {
  const TemporaryDirectory directory;
  {
    ResponseCache cache(directory.file("cache"));
    cache.add(kOne, answer_of(0.25, {1.5}));
  }
  const std::string line = read(directory.file("cache/answers.log"));
  for (std::size_t cut = 0; cut < line.size(); ++cut) {
    directory.write("cache/answers.log", line.substr(0, cut));
    ResponseCache cache(directory.file("cache"));
    REQUIRE(cache.size() == 0);
    cache.add(kTwo, answer_of(0.75, {}));
    REQUIRE(cache.find(kTwo));
  }
}

TEST_CASE("two runs do not share a cache") {
  const TemporaryDirectory directory;
  const ResponseCache cache(directory.file("cache"));
  CHECK(message_of([&] { ResponseCache another(directory.file("cache")); }).find("another run uses this cache") !=
        std::string::npos);
}

TEST_CASE("a payload that is no answer is passed over though its check is right, and a file of others is left alone") {
  const TemporaryDirectory directory;
  const std::string file = directory.file("cache/answers.log");
  const auto line = [](const std::string& payload) {
    return kOne + " " + digest_of(kOne + payload).sha256.substr(0, 16) + " " + payload + "\n";
  };
  std::filesystem::create_directory(directory.file("cache"));
  directory.write("cache/answers.log", line("1 0.5 0.25 - 1 -2"));
  CHECK(ResponseCache(directory.file("cache")).find(kOne));
  for (const char* payload : {"1 0.5 0.25 - x", "1 0.5 0.25 - 1  2", "1 0.5 0.25", "2 0.5 0 -", "1 1.5 0 -",
                              "1 0.5 inf -", "1 nan 0 -", "1 0.5 0 - 1e999", "x", "1 0.5 0 - ", "- 0.5 0 -"}) {
    CAPTURE(payload);
    directory.write("cache/answers.log", line(payload));
    CHECK(!ResponseCache(directory.file("cache")).find(kOne));
  }
  const std::string other(std::size_t{17} << 20, 'x');
  directory.write("cache/answers.log", other);
  CHECK(message_of([&] { ResponseCache cache(directory.file("cache")); }).find("not a cache of answers") !=
        std::string::npos);
  CHECK(read(file).size() == other.size());
}
