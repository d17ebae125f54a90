package dev.preceptor.launcher.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.GroupKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {

  private static final String CLEAR = "\r\u001b[K";

  private final StringWriter out = new StringWriter();

  @Test
  void theLastLineIsKeptUpToDateAndNotesStayAboveIt() {
    var display = new LiveDisplay(new PrintWriter(out), 80);
    display.note("starting the broker…");
    display.step("step 1/2");
    display.underway("step 2: 1 of 4 groups sampled, 0 scored");
    display.note("test accuracy 40.0 %");
    display.close();
    var both = "step 1/2  | step 2: 1 of 4 groups sampled, 0 scored";
    assertThat(out.toString().replace("\r\n", "\n"))
        .isEqualTo(
            "starting the broker…\n"
                + CLEAR
                + "step 1/2"
                + CLEAR
                + both
                + CLEAR
                + "test accuracy 40.0 %\n"
                + CLEAR
                + both
                + "\n");
  }

  @Test
  void whatWasUnderwayWhenItFailedIsNotLeftOnTheScreen() {
    var display = new LiveDisplay(new PrintWriter(out), 80);
    display.underway("checking…");
    display.close();
    assertThat(out.toString()).isEqualTo(CLEAR + "checking…" + CLEAR);
  }

  @Test
  void aLineNeverWraps() {
    var display = new LiveDisplay(new PrintWriter(out), 10);
    display.step("step 1/2 and more");
    assertThat(out.toString()).isEqualTo(CLEAR + "step 1/2 ");
  }

  @Test
  void withoutATerminalEveryStepIsALine() {
    var display = new PlainDisplay(new PrintWriter(out));
    display.step("step 1/2");
    display.underway("step 2: 1 of 4 groups sampled, 0 scored");
    display.step("step 2/2");
    assertThat(out.toString().lines()).containsExactly("step 1/2", "step 2/2");
  }

  @Test
  void theGroupsOfTheComingStepAreCountedOnce() {
    var groups = new GroupsUnderway(4);
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(2, 0));
    groups.sampled(new GroupKey(3, 0));
    groups.scored(new GroupKey(2, 0));
    assertThat(groups.text(2)).isEqualTo("step 2: 1 of 4 groups sampled, 1 scored");
    groups.stepped(2);
    assertThat(groups.text(3)).isEqualTo("step 3: 1 of 4 groups sampled, 0 scored");
  }
}
