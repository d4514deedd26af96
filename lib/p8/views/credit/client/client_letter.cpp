#include "p8/views/credit/client/client_letter.h"

#include "p8/csv/feature_block.h"
#include "p8/report/escape.h"
#include "p8/report/typography.h"
#include "p8/views/credit/client/client_changes.h"
#include "p8/views/credit/client/letter.h"
#include "p8/views/credit/client/reasons_in_words.h"

namespace p8::views {

namespace {

/// The features that pushed towards refusal, each with what accepted clients usually have.
std::vector<RefusalReason> refusal_reasons(const DashboardView& view, const Explanation& explanation) {
  std::vector<RefusalReason> reasons;
  for (std::size_t f = 0; f < explanation.contributions.size(); ++f) {
    if (explanation.contributions[f] == 0.0) continue;
    RefusalReason reason{f, explanation.values[f], kMissing, explanation.contributions[f]};
    if (reason.contribution > 0.0) {
      const ColumnEntry entry = view.catalogue.entry(view.columns.name(f));
      reason.typical = view.columns.of(f).typical_of_accepted() / entry.factor;
    }
    reasons.push_back(reason);
  }
  return reasons;
}

}  // namespace

Text client_letter(const DashboardView& view, const ClientCase& client) {
  LetterContent content;
  content.client = client.explanation.id;
  content.date = utc_time(view.record.start).substr(0, 10);
  content.reasons = reasons_in_words(refusal_reasons(view, client.explanation), view.model.card.schema, view.catalogue);
  content.looked_for_changes = view.options.searched;
  if (!client.counterfactuals.empty()) content.changes = changes_in_words(view, client.counterfactuals.front());
  return letter_text(content);
}

report::Section client_letter_section(const Text& letter, const ClientCase& client, const std::string& anchor,
                                      const std::string& group) {
  report::Section section;
  section.heading = group.empty()
                        ? Text{"Letter to the client", "Lettre au client"}
                        : text("Client {0}: letter", "Client {0} : lettre", report::user_text(client.explanation.id));
  section.anchor = anchor + "letter";
  section.group = group;
  section.blocks.push_back(report::Letter{
      text("Letter to client {0}", "Lettre au client {0}", report::user_text(client.explanation.id)), letter});
  return section;
}

std::string letter_file(const Text& letter, Language language) {
  return report::without_isolates(report::typeset(letter, language)) + "\n";
}

}  // namespace p8::views
