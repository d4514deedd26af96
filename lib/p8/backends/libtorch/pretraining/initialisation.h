#pragma once

#include "p8/backends/libtorch/networks/clip_text.h"
#include "p8/backends/libtorch/networks/clip_vision.h"
#include "p8/backends/libtorch/networks/vgg16.h"
#include "p8/base/random.h"

namespace p8::training {

/// ln of what CLIP multiplies cosines with at first (Radford et al. 2021, section 2.5), and at most.
constexpr double kFirstLogitScale = 2.6592600369327781;  // ln(1 / 0.07)
constexpr double kMaxLogitScale = 4.6051701859880914;    // ln 100

/// Weights as OpenAI's training begins with (openai/CLIP d05afc4, clip/model.py, initialize_parameters, and PyTorch's
/// defaults for what it leaves alone). All are drawn from `random`, so that they are the same everywhere.
void initialise(network::ClipVision& vision, Random& random);
void initialise(network::ClipText& text, Random& random);
/// As torchvision's VGG begins (0.14, vgg.py): convolutions Kaiming normal by fan-out, linear layers normal 0.01,
/// biases 0.
void initialise(network::Vgg16& vgg16, Random& random);

}  // namespace p8::training
