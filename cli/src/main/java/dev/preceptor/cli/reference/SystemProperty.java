package dev.preceptor.cli.reference;

import java.util.Locale;

/** Every system property that is read or set, beside the virtual machine's own. */
enum SystemProperty {
  PRECEPTOR_ROOT(
      "the script", "`preceptor`: the repository's folder, where services and recipes are found"),
  PRECEPTOR_TERMINALS(
      "the script",
      "`preceptor`: which of standard output (`1`) and standard error (`2`) are"
          + " terminals, such as `12`"),
  PRECEPTOR_COLUMNS("the script", "`preceptor`: the terminal's width in characters"),
  PRECEPTOR_PROCESS(
      "`preceptor train`, `preceptor join`",
      "names a child process in its command line, for people and for `preceptor chaos`"),
  AI_DJL_OFFLINE("every process", "`true`: DJL downloads nothing"),
  AI_DJL_PYTORCH_NUM_INTEROP_THREADS(
      "every process that computes", "`1`; see [ADR 26](../adr/0026-threads-are-limited.md)"),
  AI_DJL_PYTORCH_NUM_THREADS("`preceptor train`", "PyTorch's threads: the recipe's `threads`");

  private final String setBy;
  private final String meaning;

  SystemProperty(String setBy, String meaning) {
    this.setBy = setBy;
    this.meaning = meaning;
  }

  /** Its name. */
  String key() {
    var key = name().toLowerCase(Locale.ROOT);
    return key.startsWith("ai_djl_pytorch_")
        ? "ai.djl.pytorch." + key.substring("ai_djl_pytorch_".length())
        : key.replace('_', '.');
  }

  String setBy() {
    return setBy;
  }

  String meaning() {
    return meaning;
  }
}
