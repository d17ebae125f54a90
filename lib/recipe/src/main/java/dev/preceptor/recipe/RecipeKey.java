package dev.preceptor.recipe;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Every key that a recipe can have, in the order in which a resolved recipe is written. */
public enum RecipeKey {
  MODEL("Hugging Face directory of the weights to start from"),
  MODEL_INIT(Job.SFT, "directory with config.json and a tokenizer: start from random weights"),

  TRAIN_CSV("PMC-VQA file of the training questions"),
  TEST_CSV("PMC-VQA file of the test questions"),
  IMAGES("folder of the images that both files name"),
  PHANTOM("{train, test, size, seed, hurried}: draw this data set where no train_csv is given"),
  PROMPT_TEMPLATE(
      "chat: a user turn of the chat template; base: text for base models; judge, for sft alone:"
          + " statements and verdicts"),

  SEED("of everything random"),
  MAX_STEPS("optimizer steps; for sft 0 leaves it to num_train_epochs"),

  PROMPTS_PER_STEP(Job.TRAIN, "questions an optimizer step"),
  NUM_GENERATIONS(Job.TRAIN, "responses a question"),
  MAX_PROMPT_LENGTH("tokens of a prompt, image included; longer ones are refused"),
  MAX_COMPLETION_LENGTH("tokens of a response at most"),
  TEMPERATURE(Job.TRAIN, "of sampling"),
  SAMPLING_UNIT(Job.TRAIN, "groups that are decoded together, at most"),
  MIN_PIXELS("images are scaled up to this many pixels; the model's own bound if not given"),
  MAX_PIXELS("images are scaled down to this many pixels; the model's own bound if not given"),
  FAILED_GROUPS(
      Job.TRAIN, "train_on_rest, or fill_in: ask another question for each group that failed"),

  ALGORITHM(Job.TRAIN, "grpo or dr_grpo"),
  BETA(Job.TRAIN, "weight of the KL divergence from the frozen reference"),
  EPSILON(Job.TRAIN, "the policy ratio is clipped to 1 ± epsilon"),

  LEARNING_RATE("at the schedule's height"),
  LR_SCHEDULER_TYPE("linear, cosine, constant or constant_with_warmup"),
  WARMUP_STEPS("optimizer steps from 0 up to learning_rate"),
  GRADIENT_ACCUMULATION_STEPS("backward passes an optimizer step is split into"),
  MAX_TOKENS_PER_MICROBATCH("tokens that one backward pass holds: bounds the learner's memory"),
  GRADIENT_CHECKPOINTING("true computes layers again in the backward pass: less memory, more work"),
  MAX_GRAD_NORM("gradients are scaled down to this norm; 0 does not clip"),
  ADAM_BETA1("decay of the first moment"),
  ADAM_BETA2("decay of the second moment"),
  ADAM_EPSILON("added to the root of the second moment"),
  WEIGHT_DECAY("decoupled decay of the weights"),
  POLICY_DTYPE("bfloat16 or float32: the weights that are published and used"),

  REWARDS(
      Job.TRAIN,
      "list of {name, weight, judges, quorum, missing, the reward's own parameters}: what a reward"
          + " sums up; quorum: all, any, majority or mean"),
  JUDGES(
      Job.TRAIN,
      "list of {name, model} or {name, url, model, …}: folders and servers whose verdicts decide"
          + " rewards"),
  JUDGE_DEADLINE_SECONDS(Job.TRAIN, "how long a group waits for verdicts, wall clock"),
  MISSING_VERDICT(Job.TRAIN, "leave_out or fail_group: what a missing verdict means"),

  STALENESS(Job.TRAIN, "0 samples from the newest weights, 1 from those one step older"),
  ROLLOUT_WORKERS(Job.TRAIN, "processes that sample"),
  JUDGE_WORKERS(Job.TRAIN, "processes that judge"),
  PARTITIONS(Job.TRAIN, "of the topics that hold groups"),
  THREADS("PyTorch's threads in one process"),
  DEVICE("cpu, cuda:N, or auto for the first GPU if there is one; exact replay is promised on cpu"),
  COMPUTE_DTYPE("float32, bfloat16, or auto for bfloat16 on a GPU: what models compute in"),

  EVAL_STEPS("steps between evaluations; 0 evaluates only before and after"),
  EVAL_LIMIT("test questions an evaluation takes; 0 takes all"),
  EVAL_BATCH_SIZE("questions decoded together in an evaluation"),

  SAVE_STEPS("steps between checkpoints"),
  SAVE_TOTAL_LIMIT("checkpoints kept; all if not given"),
  POLICY_ANCHOR_STEPS(
      Job.TRAIN, "versions from one whole publication of the weights to the next; 1: always whole"),
  HISTORY_STEPS(Job.TRAIN, "steps whose prompts, rollouts and scores stay in the log; 0 keeps all"),

  RESPONSE_COLUMN(Job.SFT, "column of train_csv whose text is learnt"),
  SHUFFLE_DATASET(
      Job.SFT, "false learns rows in the file's order, as a file that begins easy wants"),
  NUM_TRAIN_EPOCHS(Job.SFT, "passes over the data where max_steps is 0"),
  PER_DEVICE_TRAIN_BATCH_SIZE(Job.SFT, "answers in one forward pass");

  private final Set<Job> jobs;
  private final String meaning;

  RecipeKey(String meaning) {
    this.jobs = EnumSet.allOf(Job.class);
    this.meaning = meaning;
  }

  RecipeKey(Job only, String meaning) {
    this.jobs = EnumSet.of(only);
    this.meaning = meaning;
  }

  /** The key as it stands in YAML. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the key decides, in a few words, for help texts. */
  public String meaning() {
    return meaning;
  }

  /** Whether the key means something to a job. */
  public boolean isFor(Job job) {
    return jobs.contains(job);
  }

  /** The keys that mean something to a job. */
  public static List<RecipeKey> keysOf(Job job) {
    return Stream.of(values()).filter(key -> key.isFor(job)).toList();
  }

  /**
   * Refuses a value.
   *
   * @param complaint what is wrong with the value, and the mend
   */
  void require(boolean usable, Object value, String complaint) {
    if (!usable) {
      throw new RecipeException(key(), value + " " + complaint);
    }
  }

  /** Refuses a number outside bounds, both of which are allowed. */
  void requireWithin(long value, long min, long max) {
    require(
        value >= min && value <= max,
        value,
        "is out of bounds; use a number from " + min + " to " + max);
  }

  /** Refuses what is not a finite number of at least 0. */
  void requireNotNegative(double value) {
    require(Double.isFinite(value) && value >= 0, value, "is not usable; use 0 or more");
  }

  /** Refuses what is not a finite number above 0. */
  void requirePositive(double value) {
    require(Double.isFinite(value) && value > 0, value, "is not usable; use a number above 0");
  }
}
