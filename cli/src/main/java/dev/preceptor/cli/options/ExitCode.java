package dev.preceptor.cli.options;

import dev.preceptor.run.sentinel.SentinelStopException;

/** The exit codes of the command. */
public final class ExitCode {

  /** Success. */
  public static final int SUCCESS = 0;

  /** The command failed, or an audit found a violation. */
  public static final int FAILED = 1;

  /** Invalid input: an option, a recipe or a file cannot be used. */
  public static final int BAD_INPUT = 2;

  /** The sentinel has ended the run. */
  public static final int SENTINEL = SentinelStopException.EXIT_CODE;

  private ExitCode() {}
}
