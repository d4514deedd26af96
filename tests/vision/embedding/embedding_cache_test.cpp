#include "p8/vision/embedding/embedding_cache.h"

#include <atomic>
#include <filesystem>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "p8/base/random.h"
#include "p8/files/file.h"
#include "support/error.h"
#include "support/temporary.h"

namespace fs = std::filesystem;

namespace p8 {

namespace {

constexpr std::uint64_t kPlenty = std::uint64_t{1} << 30;
constexpr std::uint64_t kEntry = 16 + 4 * 3 + 32;  // bytes of one with three numbers

std::string key_of(int number) { return embedding_key(EmbeddingOf::Image, std::to_string(number), "test"); }

std::vector<float> values_of(int number) {
  const auto value = static_cast<float>(number);
  return {value, value * 0.5F, -value};
}

std::string path_of(const std::string& directory, const std::string& key) {
  return directory + "/" + key.substr(0, 2) + "/" + key;
}

void set_used(const std::string& path, std::time_t seconds) {
  const timespec times[2] = {{seconds, 0}, {seconds, 0}};
  REQUIRE(utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("keys differ with the content, with the encoder, and between images and texts") {
  const std::string key = embedding_key(EmbeddingOf::Image, "ab", "c");
  CHECK(key.size() == 64);
  CHECK(key == embedding_key(EmbeddingOf::Image, "ab", "c"));
  CHECK(key != embedding_key(EmbeddingOf::Text, "ab", "c"));
  CHECK(key != embedding_key(EmbeddingOf::Image, "ab", "d"));
  CHECK(key != embedding_key(EmbeddingOf::Image, "a", "bc"));
}

TEST_CASE("what was stored is found, by another cache too, and only at its width") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.file("a/b"), kPlenty);
  CHECK_FALSE(cache.find(key_of(1), 3));
  cache.store(key_of(1), values_of(1));
  CHECK(cache.find(key_of(1), 3) == values_of(1));
  CHECK(EmbeddingCache(directory.file("a/b"), kPlenty).find(key_of(1), 3) == values_of(1));
  CHECK_FALSE(cache.find(key_of(1), 2));
  CHECK_FALSE(cache.find(key_of(1), 4));
  CHECK_FALSE(cache.find(key_of(2), 3));
  cache.store(key_of(1), values_of(9));  // the later one stays
  CHECK(cache.find(key_of(1), 3) == values_of(9));
}

TEST_CASE("an entry has the bytes that the header documents") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), kPlenty);
  cache.store(key_of(1), {1.0F, 0.5F, -1.0F});
  const std::string bytes = test::read(path_of(directory.path(), key_of(1)));
  CHECK(bytes.size() == kEntry);
  CHECK(bytes.substr(0, 28) == std::string("P8EMBED\n\1\0\0\0\3\0\0\0\0\0\x80\x3F\0\0\0\x3F\0\0\x80\xBF", 28));
}

TEST_CASE("an entry that is cut, changed in any byte, longer, or another's counts as missing") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), kPlenty);
  cache.store(key_of(1), values_of(1));
  const std::string path = path_of(directory.path(), key_of(1));
  const std::string whole = test::read(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    CAPTURE(i);
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    write_file(path, flipped);
    CHECK_FALSE(cache.find(key_of(1), 3));
    write_file(path, whole.substr(0, i));
    CHECK_FALSE(cache.find(key_of(1), 3));
  }
  write_file(path, whole + "x");
  CHECK_FALSE(cache.find(key_of(1), 3));
  write_file(path, whole);
  CHECK(cache.find(key_of(1), 3) == values_of(1));
  cache.store(key_of(2), values_of(2));
  fs::copy_file(path_of(directory.path(), key_of(2)), path, fs::copy_options::overwrite_existing);
  CHECK_FALSE(cache.find(key_of(1), 3));
  fs::remove(path);
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK_FALSE(cache.find(key_of(1), 3));  // does not wait
}

TEST_CASE("trimming keeps what was used last") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), kPlenty);
  for (int number = 0; number < 20; ++number) {
    cache.store(key_of(number), values_of(number));
    set_used(path_of(directory.path(), key_of(number)), 1'000'000 + number);
  }
  CHECK(cache.find(key_of(3), 3));  // which renews it
  EmbeddingCache small(directory.path(), 5 * kEntry + 1);
  small.trim();
  for (int number = 0; number < 20; ++number) {
    CAPTURE(number);
    CHECK(small.find(key_of(number), 3).has_value() == (number == 3 || number >= 16));
  }
}

TEST_CASE("a cache trims itself while it is written") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 16 * kEntry);
  for (int number = 0; number < 200; ++number) cache.store(key_of(number), values_of(number));
  std::size_t files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory.path())) files += entry.is_regular_file();
  CHECK(files <= 16 + 3);
  cache.trim();
  CHECK(cache.find(key_of(199), 3) == values_of(199));
}

TEST_CASE("trimming removes nothing that is not the cache's own, and what broken-off runs left") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), 0);
  const std::string key = key_of(1);
  const std::string folder = key.substr(0, 2);
  fs::create_directory(directory.file(folder));
  fs::create_directory(directory.file("documents"));
  const std::string alike = directory.write(folder + "/" + key, "somebody's file");
  const std::vector<std::string> foreign = {alike, directory.write("notes.txt", "x"),
                                            directory.write(folder + "/notes.txt", "x"),
                                            directory.write("documents/" + key, "P8EMBED\nx")};
  const std::string fresh = directory.write(folder + "/." + key + ".17-3.tmp", "half");
  const std::string stale = directory.write(folder + "/." + key + ".17-4.tmp", "half");
  set_used(stale, 1'000'000);
  cache.store(key_of(2), values_of(2));
  cache.trim();
  CHECK_FALSE(cache.find(key_of(2), 3));
  for (const std::string& path : foreign) CHECK(fs::exists(path));
  CHECK(fs::exists(fresh));
  CHECK_FALSE(fs::exists(stale));
}

TEST_CASE("a cache that cannot be created or written is named") {
  const test::TemporaryDirectory directory;
  const std::string file = directory.write("file", "x");
  const auto create = [&](const std::string& path) { EmbeddingCache(path, kPlenty); };
  CHECK(test::kind_of([&] { create(file); }) == 5);
  CHECK(test::message_of([&] { create(file); }) == "cannot create the cache " + file + ": not a directory");
  CHECK(test::kind_of([&] { create(file + "/x"); }) == 5);
  EmbeddingCache cache(directory.file("cache"), kPlenty);
  directory.write("cache/" + key_of(1).substr(0, 2), "in the way");
  CHECK(test::kind_of([&] { cache.store(key_of(1), values_of(1)); }) == 5);
  CHECK(test::message_of([&] {
          cache.store(key_of(1), values_of(1));
        }).find("cannot write the cache " + directory.file("cache") + ": ") == 0);
}

TEST_CASE("an entry that cannot be put in place leaves nothing behind") {
  const test::TemporaryDirectory directory;
  EmbeddingCache cache(directory.path(), kPlenty);
  const std::string folder = directory.file(key_of(1).substr(0, 2));
  fs::create_directories(folder + "/" + key_of(1));  // nothing can be renamed over a folder
  CHECK(test::kind_of([&] { cache.store(key_of(1), values_of(1)); }) == 5);
  CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == 1);
}

TEST_CASE("threads and processes that write and trim the same folder at once never get a wrong value") {
  const test::TemporaryDirectory directory;
  std::atomic<int> wrong{0};
  std::atomic<int> found{0};
  const auto work = [&](std::uint64_t seed) {
    Random random(seed);
    EmbeddingCache cache(directory.path(), 20 * kEntry);
    for (int i = 0; i < 800; ++i) {
      const int number = static_cast<int>(random.below(30));
      if (const auto values = cache.find(key_of(number), 3)) {
        wrong += *values == values_of(number) ? 0 : 1;
        ++found;
      } else {
        cache.store(key_of(number), values_of(number));
      }
    }
    cache.trim();
  };
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    work(3);
    _exit(wrong == 0 && found > 0 ? 0 : 1);
  }
  std::thread first(work, 1);
  std::thread second(work, 2);
  first.join();
  second.join();
  CHECK(wrong == 0);
  CHECK(found > 0);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

}  // namespace p8
