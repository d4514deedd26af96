// Any bytes, as they come from a connection: HTTP requests and the JSON in them, or refusals with a status; read in one
// piece or byte by byte, the result is the same. Seeds: tests/fuzz/predict_request/.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "p8/http/http_message.h"
#include "p8/serve/predict_request.h"

using namespace p8;
using namespace p8::serve;

namespace {

const Schema& schema() {
  static const Schema kSchema({{"a", FeatureKind::Number, {}},
                               {"b", FeatureKind::Number, {}},
                               {"kind", FeatureKind::Category, {"x", "\u00e9\U0001F600"}}},
                              CategoryEncoding::Ordinal);
  return kSchema;
}

void read_clients(const std::string& body) {
  static const PredictReader kReader(schema());
  try {
    const PredictRequest request = kReader.read(body);
    if (request.values.rows() > PredictReader::kMaxRows) std::abort();
    for (std::size_t f = 0; f < request.values.features(); ++f) {
      for (std::size_t row = 0; row < request.values.rows(); ++row) {
        if (std::isinf(request.values.at(f, row))) std::abort();
      }
    }
  } catch (const PredictFault& fault) {
    if ((fault.status != 400 && fault.status != 413 && fault.status != 422) || fault.message.en.empty()) std::abort();
  }
}

/// What all requests of the bytes come to, as one text.
std::string outcome(const std::string& bytes, std::size_t piece) {
  RequestReader reader({256, 8, 1024});
  std::string buffer;
  std::string seen;
  for (std::size_t start = 0; start < bytes.size(); start += piece) {
    buffer += bytes.substr(start, piece);
    while (true) {
      const RequestReader::State state = reader.read(buffer);
      if (state == RequestReader::State::Incomplete) break;
      if (state == RequestReader::State::Bad) return seen + "bad";
      const HttpRequest& request = reader.request();
      if (request.path.empty() || request.path[0] != '/') std::abort();
      for (const auto& [name, value] : request.headers) {
        if (value.find_first_of("\r\n") != std::string::npos) std::abort();
      }
      seen += request.method + " " + request.path + "?" + request.query + "\n" + request.body + "\n";
      if (const auto fields = query_fields(request.query)) {
        for (const auto& [name, value] : *fields) {
          if (decoded(encoded(value), true) != value) std::abort();
        }
      }
      read_clients(request.body);
    }
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read_clients(bytes);
  if (size > 0 && outcome(bytes, size) != outcome(bytes, 1)) std::abort();
  return 0;
}
