// Any bytes as a CSV of clients: they are read or refused with an Error, never anything else.

#include <cstdint>
#include <cstdlib>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

#include "p8/base/error.h"
#include "p8/credit/columns/client_table.h"
#include "p8/credit/columns/schema_inference.h"

namespace {

// A file in memory that can be opened by its path, again and again.
class MemoryFile {
 public:
  MemoryFile() : descriptor_(memfd_create("clients", 0)), path_("/proc/self/fd/" + std::to_string(descriptor_)) {}

  const std::string& hold(const std::uint8_t* data, std::size_t size) {
    if (ftruncate(descriptor_, 0) != 0 || pwrite(descriptor_, data, size, 0) < 0) std::abort();
    return path_;
  }

 private:
  int descriptor_;
  std::string path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static MemoryFile file;
  const std::string& path = file.hold(data, size);
  try {
    const p8::InferredSchema inferred = p8::infer_schema(path, {});
    const p8::Schema schema(inferred.features, p8::CategoryEncoding::OneHot);
    const p8::ClientTable table = p8::read_clients(path, schema, {}, {});
    // What the first reading took for features, the second must read without complaint.
    if (table.ids.size() != inferred.rows || p8::encode(schema, table.values).rows() != inferred.rows) std::abort();
  } catch (const p8::Error&) {
  }
  return 0;
}
