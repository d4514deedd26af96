// What a scoring API may answer ('a', then the body), and what a cache of answers may hold: 'c', then the file; 'p',
// then payloads, a line each, which get the digest and the check that belong to them. An answer that is taken is one
// that can be computed with. Seeds: tests/fuzz/api_response/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "fuzz/input.h"
#include "p8/base/error.h"
#include "p8/base/hash.h"
#include "p8/credit/remote/api_response.h"
#include "p8/credit/remote/response_cache.h"

using namespace p8;
using namespace p8::serve;
using fuzz::check;

namespace {

void check_answer(const ApiResponse& answer) {
  check(answer.prediction == 0 || answer.prediction == 1);
  check(answer.probability >= 0.0 && answer.probability <= 1.0 && std::isfinite(answer.margin));
  check(!answer.base_value || std::isfinite(*answer.base_value));
  for (const double value : answer.shap_values) check(std::isfinite(value));
}

void read_answer(const std::string& body) {
  const ParsedAnswer parsed = parse_answer(body, 3);
  check(!parsed.fault || !parsed.fault->en.empty());
  if (!parsed.fault) check_answer(parsed.answer);
  check(refusal_of(body).size() <= 256);
}

void read_cache(const std::string& bytes, const std::vector<std::string>& digests) {
  static const fuzz::Scratch scratch;
  scratch.write("answers.log", bytes);
  const ResponseCache cache(scratch.path());
  for (const std::string& digest : digests) {
    if (const auto answer = cache.find(digest)) check_answer(*answer);
  }
}

void read_payloads(std::string lines) {
  std::string bytes;
  std::vector<std::string> digests;
  while (!lines.empty()) {
    const std::string payload = lines.substr(0, lines.find('\n'));
    lines.erase(0, payload.size() + 1);
    digests.push_back(digest_of(std::to_string(digests.size())).sha256);
    bytes += digests.back() + " " + digest_of(digests.back() + payload).sha256.substr(0, 16) + " " + payload + "\n";
  }
  read_cache(bytes, digests);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string input = fuzz::text_of(data, size);
  const char kind = input.empty() ? 'a' : input[0];
  input.erase(0, 1);
  try {
    if (kind == 'c') {
      read_cache(input, {input.substr(0, 64)});
    } else if (kind == 'p') {
      read_payloads(input);
    } else {
      read_answer(input);
    }
  } catch (const Error& error) {
    check(error.kind() == ErrorKind::Output);  // no cache
  }
  return 0;
}
