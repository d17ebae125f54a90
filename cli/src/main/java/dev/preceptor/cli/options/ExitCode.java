package dev.preceptor.cli.options;

/** What the command's exit codes mean. */
public final class ExitCode {

  /** All is well. */
  public static final int SUCCESS = 0;

  /** What was asked for went wrong, or an audit found a breach. */
  public static final int FAILED = 1;

  /** Something that was given cannot be used. */
  public static final int BAD_INPUT = 2;

  private ExitCode() {}
}
