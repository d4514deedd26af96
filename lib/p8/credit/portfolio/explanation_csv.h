#pragma once

#include <string>
#include <vector>

#include "p8/credit/columns/schema.h"
#include "p8/credit/counterfactual/counterfactual.h"
#include "p8/credit/portfolio/explanation.h"
#include "p8/credit/portfolio/shap_sample.h"

/// The CSV files of `p8 explain`, line by line.
namespace p8 {

constexpr const char* kContributionsHeader = "id,feature,value,contribution,rank\n";
constexpr const char* kCounterfactualsHeader =
    "id,way,feature,from,to,probability_default,probability_default_after,margin_after,distance\n";

/// One line a feature of the schema, strongest first: contributions plus the base value add up to the margin.
void append_contributions(std::string& csv, const Explanation& explanation, const Schema& schema);

/// One line a change; `way` numbers the client's alternatives from 1, smallest first.
void append_counterfactuals(std::string& csv, const Explanation& explanation,
                            const std::vector<Counterfactual>& counterfactuals, const Schema& schema);

/// `global.csv`: feature,mean_abs_contribution,mean_contribution over the sampled clients, weightiest first.
std::string global_csv(const ShapSample& sample, const Schema& schema);

/// The cell of a value as the data have it; "" for a missing one.
std::string value_text(const Feature& feature, double value);

}  // namespace p8
