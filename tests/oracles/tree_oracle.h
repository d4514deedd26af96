#pragma once

#include <vector>

#include "p8/credit/trees/forest.h"

// The definitions, written slowly, as oracles for p8's evaluator and TreeSHAP.
namespace p8::test {

/// Which way a value goes, straight from the description of TreeNode.
bool goes_left(const Tree& tree, const TreeNode& node, CategoryRule rule, double value);

double margin_oracle(const Forest& forest, const std::vector<double>& row);

/// The expected margin when only the features of `known` are (Lundberg et al. 2020, algorithm 1): other splits take
/// both sides in proportion to their cover.
double expected_margin(const Forest& forest, const std::vector<double>& row, const std::vector<bool>& known);

/// Shapley values from all 2^n subsets of features.
std::vector<double> shapley_oracle(const Forest& forest, const std::vector<double>& row);

/// Lundberg et al. 2020, algorithm 2 (EXTEND / UNWIND), for trees where 2^n is too many; in long double.
std::vector<double> tree_shap_oracle(const Forest& forest, const std::vector<double>& row);

}  // namespace p8::test
