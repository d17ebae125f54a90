package dev.preceptor.recipe;

/**
 * What a judge asks for its verdicts, or a metric for its values: a model of its own, a server, or
 * people.
 */
public sealed interface JudgeSource permits JudgeFolder, JudgeEndpoint, JudgeReviewers {

  /** What it is called in a log: a folder, or a server's address and model; never a secret. */
  String described();
}
