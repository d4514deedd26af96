#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "p8/vision/classifier/finetune_result.h"
#include "p8/vision/classifier/head.h"

// What the program and the library of the networks say to each other about training: plain data.
namespace p8 {

/// As PyTorch defines them (torch.optim 1.13, with its default constants).
enum class OptimizerKind {
  Adam,     ///< Kingma and Ba 2015; weight decay is added to the gradient
  AdamW,    ///< Loshchilov and Hutter 2019: weights decay by themselves
  RmsProp,  ///< Tieleman and Hinton 2012, smoothing 0.99
  Sgd,      ///< momentum 0.9
};

/// How the learning rate goes on once it is warm.
enum class Schedule {
  Constant,
  Cosine,  ///< down to 0 at the last epoch along half a cosine (Loshchilov and Hutter 2017, without restarts)
  Step,    ///< times `step_factor` every `step_epochs`
};

/// "adam", "adamw", "rmsprop", "sgd".
const char* name_of(OptimizerKind kind);
/// "constant", "cosine", "step".
const char* name_of(Schedule schedule);

/// What shapes a training: options as the command line names them with their values ("--lr", "0.001"), and contents
/// with their SHA-256 ("training photos").
using TrainingSettings = std::map<std::string, std::string>;

struct TrainingOptions {
  OptimizerKind optimizer = OptimizerKind::Adam;
  double learning_rate = 1e-3;
  double backbone_rate = 1e-5;  ///< learning rate of the backbone's own layers
  double weight_decay = 0.0;
  double label_smoothing = 0.0;  ///< in [0, 1): the share of the target spread over all classes (Szegedy et al. 2016)
  Schedule schedule = Schedule::Constant;
  std::size_t step_epochs = 10;
  double step_factor = 0.1;
  std::size_t warmup_epochs = 0;  ///< in which the rate grows from 0 batch by batch
  std::size_t epochs = 20;
  std::size_t patience = 3;  ///< epochs without a smaller validation loss, after which training stops; 0: never
  std::size_t batch = 32;
  std::uint64_t seed = 42;  ///< of the initial weights and of the order of the photos
  int threads = 1;
  std::string checkpoint;  ///< folder of the training's state, written every epoch; empty: none
  bool resume = false;     ///< go on from what the folder has, if anything; it must be of the same settings
  /// What else shapes the training, beside what is told here: a checkpoint of other settings is refused.
  TrainingSettings settings;
  /// The order of the training rows in an epoch, from 1; empty: drawn with the seed.
  std::function<std::vector<std::int64_t>(std::size_t epoch)> order;
};

/// The library cannot see the program's signals or log: it calls these. What they throw ends the training.
struct TrainingObserver {
  std::function<void(double loss)> batch;          ///< of each batch
  std::function<void(const EpochMetrics&)> epoch;  ///< after each epoch
};

/// A tensor by its name.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// Features of photos with their classes.
struct LabelledFeatures {
  std::vector<float> values;         ///< (N, E), as the encoder gives them
  std::vector<std::int64_t> labels;  ///< (N)
};

struct HeadTraining {
  HeadKind kind = HeadKind::Mlp;
  std::size_t width = 0;    ///< E
  std::size_t classes = 0;  ///< C
  std::size_t hidden = 256;
  LabelledFeatures train;
  LabelledFeatures validation;
  std::vector<float> class_texts;  ///< (C, E) of length 1; needed by text, tip, tip-f and wise_ft
  double scale = 100.0;            ///< CLIP's, 1 / temperature
  /// The share of the trained weights; the rest is that of the class texts' (WiSE-FT, Wortsman et al. 2022). A linear
  /// head then works on directions and scale as the text head does.
  std::optional<double> wise_ft;
  std::optional<Head> start;  ///< weights to begin with; empty: drawn as PyTorch's Linear draws them
};

struct TrainedHead {
  Head head;  ///< of the best epoch
  std::vector<EpochMetrics> history;
  std::size_t best_epoch = 0;
  std::size_t parameters = 0;  ///< trained
  std::optional<double> l2;    ///< logistic: the strength that was chosen
  /// What was searched for and stopped at the end of all that makes a difference: "alpha", "beta", "l2".
  std::vector<std::string> at_limit;
};

/// A head together with the last layers of the backbone. The features are TorchBackend::frozen_features();
/// `head.width` is the backbone's own E, and directions are made of what the trained layers give.
struct PartialFinetuning {
  std::size_t layers = 0;           ///< of the backbone that are trained
  std::size_t frozen_width = 0;     ///< numbers of a frozen feature
  HeadTraining head;                ///< mlp, linear or text
  std::vector<float> other_images;  ///< (N, frozen_width) of photos that the trained layers are to see
};

struct FinetunedBackbone {
  TrainedHead head;
  std::vector<NamedTensor> weights;  ///< of the backbone, under its checkpoint's names
  std::vector<float> other_images;   ///< (N, E)
};

/// CLIP's two towers trained so that a photo and its text meet: symmetric InfoNCE (Radford et al. 2021, figure 3) in
/// which all texts of a batch that are equal to a photo's own count as its (Yang et al. 2022, UniCL, equation 2).
struct ContrastiveTraining {
  std::size_t layers = 1;  ///< last blocks of either tower that are trained, with what follows; 0: the projections
  std::size_t frozen_width = 0;
  LabelledFeatures train;                 ///< of the frozen layers
  std::vector<std::int64_t> text_of;      ///< (N) the text of each training photo
  std::vector<std::int64_t> texts;        ///< (M, T) token ids
  LabelledFeatures validation;            ///< of the frozen layers
  std::vector<std::int64_t> class_texts;  ///< (sum of counts, T) token ids of the classes' sentences, one class's after
                                          ///< another's
  std::vector<std::size_t> sentences;     ///< (C) how many each class has
  std::size_t classes = 0;                ///< C
  std::vector<float> other_images;
};

}  // namespace p8
