package dev.preceptor.recipe;

/** What happens when a run shows signs of reward hacking. */
public enum SentinelMode {
  /** Nobody looks. */
  OFF,
  /** Each alarm is reported; the run goes on. */
  WARN,
  /** The run ends after the step that raises an alarm. */
  STOP
}
