// score MODEL CSV: one line a client, "id,P(default)". A program of its own on p8's library.
#include <cstdio>

#include "p8/base/error.h"
#include "p8/credit/columns/client_table.h"
#include "p8/credit/model/model.h"

int main(int argc, char** argv) try {
  if (argc != 3) return 2;
  const p8::Model model = p8::load_model(argv[1]);
  p8::ClientColumns columns;
  columns.id = model.card.id_column;
  const p8::ClientTable clients = p8::read_clients(argv[2], model.card.schema, columns, {});
  const p8::Scores scores = model.scorer->score(clients.values, false);
  for (std::size_t row = 0; row < clients.ids.size(); ++row) {
    std::printf("%s,%.6f\n", clients.ids[row].c_str(), model.probability(scores.margins[row]));
  }
} catch (const p8::Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(error.kind());
}
