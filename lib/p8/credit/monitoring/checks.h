#pragma once

#include <map>
#include <string>
#include <vector>

#include "p8/base/text.h"
#include "p8/credit/columns/schema.h"

/// Checks that the user asks for with --fail-on "psi>0.25,auc<0.65": what makes a scheduled run fail.
namespace p8 {

enum class CheckSide {
  Above,    ///< ">": fails when the figure is greater than the limit
  AtLeast,  ///< ">="
  Below,    ///< "<"
  AtMost,   ///< "<="
};

struct Check {
  std::string figure;  ///< "auc", "psi", "psi.income"
  CheckSide side = CheckSide::Above;
  double limit = 0.0;
};

/// Reads checks with commas between them; spaces do no harm. The figures that can be checked:
///   psi                       the largest population stability index of any feature
///   psi.F, missing.F          of the feature F: its PSI, its share of missing values
///   auc, average_precision, brier, ks, log_loss, ece, cost      against known outcomes
///   refused_share             refused clients / clients
///   errors                    clients that could not be scored
///   four_fifths               the smallest ratio of approval rates of the protected columns
/// Throws Error(Usage) for a text of another form, an unknown figure (naming the known ones), or a limit that is no
/// finite number.
std::vector<Check> parse_checks(const std::string& text);
/// The checks of several texts, in order.
std::vector<Check> parse_checks(const std::vector<std::string>& texts);

/// What a run was given, beside clients and a model.
struct CheckInputs {
  bool outcomes = false;   ///< a label column
  bool reference = false;  ///< clients to compare with
  bool groups = false;     ///< protected columns
};

/// Throws Error(Usage) for checks that such a run cannot make, saying of each why and what to give, or naming the
/// features there are. To be called before the work is done.
void require_inputs(const std::vector<Check>& checks, const CheckInputs& inputs, const Schema& schema);

/// Whether a check asks for PSI or missing values: what a reference is read for.
bool need_reference(const std::vector<Check>& checks);

/// A figure of a finished run.
struct CheckFigure {
  double value = 0.0;   ///< NaN: undefined for these clients (an AUC of a single outcome)
  std::string of = {};  ///< where it is the worst of several, whose it is: the feature, the protected column
};
using CheckMetrics = std::map<std::string, CheckFigure>;  ///< by the names above

/// One sentence for each check that does not hold, in their order: "auc is 0.61, which is below 0.65". A figure is
/// written with four digits, or as many as it takes to show on which side of the limit it lies. A check of an undefined
/// figure does not hold. Throws Error(Usage) when a figure is not there, as require_inputs() does.
std::vector<Text> broken_checks(const std::vector<Check>& checks, const CheckMetrics& figures);

/// Throws Error(Check) with all these sentences in one line, if there are any.
void throw_if_broken(const std::vector<Check>& checks, const CheckMetrics& figures);

}  // namespace p8
