#pragma once

#include <cstddef>
#include <vector>

/// Population stability index: has a column moved since training?
namespace p8 {

/// The inner edges between `bins` bins that hold equal shares of `values`: the quantiles 1/bins, 2/bins, …, each value
/// once. Many ties give fewer edges, no values (NaN apart) none.
std::vector<double> psi_edges(const std::vector<double>& values, int bins = 10);

/// Rows per bin: (edges + 2) counts. Bin b holds edges[b - 1] < x <= edges[b]; the last one counts NaN, so that a
/// column that goes missing is noticed.   @param edges  ascending.
std::vector<std::size_t> psi_counts(const std::vector<double>& values, const std::vector<double>& edges);

/// The sum of (q - p) ln(q / p) over the bins, with p and q the shares of rows in the expected and the actual sample;
/// shares below 1e-4 count as 1e-4 and the others are not rescaled. At least 0; 0 for equal shares.
/// NaN where a sample has no rows. Throws Error(Data) when the numbers of bins differ.
double psi(const std::vector<std::size_t>& expected, const std::vector<std::size_t>& actual);

/// What psi() exceeds with probability 1 - confidence though nothing has moved: with B bins and samples of n and m rows
/// it is then about (1/n + 1/m) times a chi-square variable of B - 1 degrees of freedom (Yurdakul 2018, "Statistical
/// Properties of Population Stability Index", Western Michigan University, theorem on the asymptotic distribution).
/// B counts the bins that are occupied in either sample. 0 for fewer than two of them, NaN where a sample has no rows.
/// Throws Error(Data) when the numbers of bins differ.   @param confidence  in (0, 1).
double psi_critical_value(const std::vector<std::size_t>& expected, const std::vector<std::size_t>& actual,
                          double confidence = 0.95);

}  // namespace p8
