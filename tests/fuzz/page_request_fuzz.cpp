// Any bytes as requests to the dashboard: each has an answer that is no fault of the server, and nothing of a query or
// of the data becomes a tag of the page. Seeds: tests/fuzz/page_request/.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "fuzz/input.h"
#include "p8/http/http_message.h"
#include "p8/serve/site.h"
#include "oracles/difference_model.h"

using namespace p8;
using namespace p8::serve;
using fuzz::check;

namespace {

std::shared_ptr<const Dashboard> small_dashboard() {
  const fuzz::Scratch scratch;
  Model model = test::difference_model();
  CsvReader file(scratch.write("clients.csv", "id,a,b\n<zq>,1,3\n2,3,1\n3,,2\n4,5,0\n"));
  ClientColumns columns;
  columns.id = "id";
  columns.allow_missing = true;
  Population population = read_population(model, file, columns, 1, [](double) {});
  DashboardSettings settings;
  settings.catalogue = ColumnCatalogue::built_in();
  settings.record.options_json = "{}";
  settings.data_name = "clients.csv";
  settings.actionable = {{0}, {1}};
  settings.protected_columns = {1};
  return std::make_shared<const Dashboard>(std::move(model), std::move(population), std::move(settings));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Site site(small_dashboard(), SiteOptions());
  std::string buffer = fuzz::text_of(data, size);
  RequestReader reader({4096, 32, 1 << 16});
  while (reader.read(buffer) == RequestReader::State::Complete) {
    const HttpResponse response = site.handle(reader.request());
    check(response.status >= 200 && response.status < 500);
    check(response.body.find("<zq>") == std::string::npos || response.type.find("html") == std::string::npos);
  }
  return 0;
}
