#include "cli/trained_model.h"

#include <doctest/doctest.h>

#include "support/run.h"
#include "support/temporary.h"

namespace p8::test {

const std::string& trained_model() {
  static const TemporaryDirectory directory;
  static const std::string model = [] {
    std::string path = directory.file("model");
    const Outcome run = run_p8({"train", "--data", kGermanCredit, "--label", "default", "--id", "client_id", "--trees",
                                "60", "--quiet", "--out", path});
    REQUIRE_MESSAGE(run.exit_code == 0, run.error);
    return path;
  }();
  return model;
}

std::string german_clients(std::size_t count) {
  const std::string all = read(kGermanCredit);
  std::size_t end = 0;
  for (std::size_t line = 0; line <= count; ++line) end = all.find('\n', end) + 1;
  return all.substr(0, end);
}

}  // namespace p8::test
