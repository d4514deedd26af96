#pragma once

#include <cstddef>
#include <vector>

/// Population stability index: has a column moved since training?
namespace p8 {

/// The inner edges between `bins` bins that hold equal shares of `values`, each once: the quantiles 1/bins, 2/bins, …
/// where these lie between two values; where a quantile is a value, the middle between it and the next greater one. So
/// no edge stands on a value, and noise (core/float_noise.h) moves nobody to another bin. Many ties give fewer edges,
/// no values (NaN apart) none. A least or greatest value that a quantile falls on has an edge on either side, as far
/// out as in: a flag that nearly all carry has a bin of its own, and so have values never seen beyond it.
std::vector<double> psi_edges(const std::vector<double>& values, int bins = 10);

/// Edges that stand on values, as the bundles of earlier versions have them, moved up by more than noise, but no
/// further than half-way to the next edge or integer.   @param edges  ascending.
std::vector<double> above_noise(std::vector<double> edges);

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
