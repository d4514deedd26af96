#include "p8/outputs/explain_output.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "p8/base/error.h"
#include "p8/base/log.h"
#include "p8/credit/portfolio/explanation_csv.h"
#include "p8/csv/csv_writer.h"
#include "p8/files/file_name.h"
#include "p8/files/system_text.h"
#include "p8/report/html/render.h"
#include "p8/views/credit/client/client_letter.h"

namespace p8::app {

namespace {

constexpr const char* kClientsFolder = "clients";
constexpr const char* kLettersFolder = "letters";

Error cannot_create(const std::string& path, const std::error_code& error) {
  const Text reason = system_text(error.value());
  return output_error("cannot create {0}: {1}", "création impossible de {0} : {1}", printable(path), reason);
}

void make_directory(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directory(path, error);
  if (error) throw cannot_create(path, error);
}

/// A file that is named by a client's id, which no message may tell: it gets its name when it is whole.
void write_by_id(Run& run, const std::string& folder, const std::string& name, const std::string& bytes) {
  const std::string neutral = folder + "/unfinished";
  run.write(neutral, bytes);
  std::error_code error;
  std::filesystem::rename(run.file(neutral), run.file(folder + "/" + name), error);
  if (error) throw cannot_create(run.file(folder), error);
}

}  // namespace

ExplainOutput::ExplainOutput(Run& run, const views::DashboardView& view, std::size_t clients)
    : run_(run),
      view_(view),
      page_each_(clients > kMaxOnOnePage),
      contributions_(run.file("contributions.csv")),
      files_({"report.html", "contributions.csv", "global.csv", "metrics.json"}) {
  contributions_.write(kContributionsHeader);
  if (page_each_) make_directory(run.file(kClientsFolder));
  if (view.options.searched) {
    files_.emplace_back("counterfactuals.csv");
    counterfactuals_.emplace(run.file("counterfactuals.csv")).write(kCounterfactualsHeader);
  }
}

std::string ExplainOutput::page_name(const std::string& id) {
  return std::string(kClientsFolder) + "/" + safe_file_name(id) + ".html";
}

std::size_t ExplainOutput::refused() const {
  return static_cast<std::size_t>(
      std::count_if(entries_.begin(), entries_.end(), [](const views::IndexEntry& entry) { return entry.refused; }));
}

void ExplainOutput::add(ClientOutput output) {
  if (output.failure) {
    failed_.push_back({output.id, *output.failure});
    return;
  }
  contributions_.write(run_.csv(std::move(output.contributions)));
  if (counterfactuals_) counterfactuals_->write(run_.csv(std::move(output.counterfactuals)));
  write_letter(output);
  with_way_ += output.client.counterfactuals.empty() ? 0 : 1;
  const std::string page = page_name(output.id);
  entries_.push_back(views::index_entry(view_, output.client, page));
  if (page_each_) {
    write_by_id(run_, kClientsFolder, std::filesystem::path(page).filename().string(), output.page);
  } else {
    clients_.push_back(std::move(output.client));
    letters_.push_back(std::move(output.letter));
  }
}

void ExplainOutput::write_letter(const ClientOutput& output) {
  if (output.letter.en.empty()) return;
  if (!has_letters_) make_directory(run_.file(kLettersFolder));
  has_letters_ = true;
  write_by_id(run_, kLettersFolder, safe_file_name(output.id) + ".txt",
              views::letter_file(output.letter, run_.language()));
}

void ExplainOutput::write_errors() {
  std::vector<RowFault> all = view_.population.faults();
  for (const views::FailedClient& client : failed_) {
    const std::size_t row = view_.population.row_number(*view_.population.find(client.id));
    all.push_back({row, client.id, {}, {}, client.reason, ErrorKind::Model});
  }
  if (all.empty()) return;
  run_.write("errors.csv", errors_csv(all, run_.language()));
  files_.emplace_back("errors.csv");
}

void ExplainOutput::finish(std::vector<report::Section> overall) {
  contributions_.close();
  if (counterfactuals_) counterfactuals_->close();
  write_errors();
  run_.write("global.csv", global_csv(view_.sample, view_.model.card.schema));
  const report::Page page = page_each_ ? views::index_page(view_, entries_, failed_, std::move(overall))
                                       : views::dashboard_page(view_, clients_, letters_, failed_, std::move(overall));
  run_.write("report.html", report::render_html(page, run_.language()));
}

}  // namespace p8::app
