#include "p8/files/file_name.h"

#include <set>
#include <vector>

#include <doctest/doctest.h>

#include "p8/base/random.h"

using namespace p8;

TEST_CASE("a plain identifier is its own file name") {
  CHECK(safe_file_name("100002") == "100002");
  CHECK(safe_file_name("Client_7.b-2") == "Client_7.b-2");
}

TEST_CASE("a file name stays inside its directory and is never hidden, empty or too long") {
  for (const std::string& id :
       std::vector<std::string>{"../../etc/passwd", "/../", "..", ".", "", ".ssh", "a/b", "a\\b",
                                std::string("nul\0byte", 8), "new\nline", "élève", std::string(10'000, 'x')}) {
    const std::string name = safe_file_name(id);
    CAPTURE(name);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.") ==
          std::string::npos);
    CHECK_FALSE(name.empty());
    CHECK(name.front() != '.');
    CHECK(name.size() <= 93);
  }
}

TEST_CASE("different identifiers give different names, also those made to look like another's") {
  std::set<std::string> ids = {
      "a/b", "a_b", "a\\b", "A/b", "", "_", ".", "..", std::string(80, 'x'), std::string(81, 'x')};
  for (const std::string& id : std::set<std::string>(ids)) ids.insert(safe_file_name(id));
  Random random(5);
  for (int i = 0; i < 3000; ++i) {
    std::string id;
    for (std::uint64_t length = random.below(6); length > 0; --length) id += "ab/._-"[random.below(6)];
    ids.insert(id);
  }
  std::set<std::string> names;
  for (const std::string& id : ids) names.insert(safe_file_name(id));
  CHECK(names.size() == ids.size());
}
