package dev.preceptor.cli.judged;

import java.util.regex.Pattern;

/**
 * How a stand-in judges. Its name in the recipe tells it, such as {@code takes100_fails10}, because
 * that is all that a judge's process is told of itself.
 *
 * @param millis that it takes for a group
 * @param failing percent of the groups that it cannot judge: every verdict is an unscorable one
 */
record JudgeBehaviour(int millis, int failing) {

  private static final Pattern NAME = Pattern.compile("takes(\\d+)_fails(\\d+)");

  static JudgeBehaviour of(String name) {
    var parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name + " is no stand-in's name");
    }
    return new JudgeBehaviour(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  String name() {
    return "takes%d_fails%d".formatted(millis, failing);
  }
}
