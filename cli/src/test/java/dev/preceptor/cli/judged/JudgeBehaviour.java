package dev.preceptor.cli.judged;

import java.util.regex.Pattern;

/**
 * The behaviour of a stand-in judge, encoded in its name in the recipe, such as {@code
 * takes100_fails10}, because a judge process knows only its name.
 *
 * @param millis time for a group
 * @param failing percentage of groups with only unscorable verdicts
 */
record JudgeBehaviour(int millis, int failing) {

  private static final Pattern NAME = Pattern.compile("takes(\\d+)_fails(\\d+)");

  static JudgeBehaviour of(String name) {
    var parts = NAME.matcher(name);
    if (!parts.matches()) {
      throw new IllegalArgumentException(name + " is not the name of a stand-in judge");
    }
    return new JudgeBehaviour(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  String name() {
    return "takes%d_fails%d".formatted(millis, failing);
  }
}
