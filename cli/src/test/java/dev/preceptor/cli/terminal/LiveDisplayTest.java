package dev.preceptor.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.run.progress.ClockTime;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LiveDisplayTest {

  private static final String CLEAR = "\r\u001b[K";
  private static final String CLEAR_TWO = "\u001b[A\r\u001b[J";

  private final StringWriter out = new StringWriter();

  @Test
  void theLastLinesAreKeptUpToDateAndNotesStayAboveThem() {
    var display = new LiveDisplay(new PrintWriter(out), 80);
    display.note("starting the broker…");
    display.underway("step 1: 1 of 4 sampled");
    display.step("step 1/2  reward 0.5", "0:10 left");
    display.underway("step 2: 1 of 4 sampled");
    display.note("test accuracy 40.0 %");
    display.close();
    assertThat(written())
        .isEqualTo(
            "starting the broker…\n"
                + "step 1: 1 of 4 sampled"
                + (CLEAR + "step 1/2  reward 0.5\n0:10 left")
                + (CLEAR_TWO + "step 1/2  reward 0.5\n0:10 left  | step 2: 1 of 4 sampled")
                + (CLEAR_TWO + "test accuracy 40.0 %\n")
                + "step 1/2  reward 0.5\n0:10 left  | step 2: 1 of 4 sampled"
                + (CLEAR_TWO + "step 1/2  reward 0.5\n0:10 left\n"));
  }

  @Test
  void theActivityIsRemovedAtTheEnd() {
    var display = new LiveDisplay(new PrintWriter(out), 80);
    display.underway("checking…");
    display.close();
    assertThat(written()).isEqualTo("checking…" + CLEAR);
  }

  @Test
  void aLineNeverWraps() {
    var display = new LiveDisplay(new PrintWriter(out), 10);
    display.step("step 1/2 and more", "");
    assertThat(written()).isEqualTo("step 1/2 ");
  }

  @Test
  void withoutATerminalEveryStepIsPrintedAsALine() {
    var display = new PlainDisplay(new PrintWriter(out));
    display.step("step 1/2", "0:10 left");
    display.underway("step 2: 1 of 4 sampled");
    display.step("step 2/2", "0:00 left");
    assertThat(written()).isEqualTo("step 1/2  0:10 left\nstep 2/2  0:00 left\n");
  }

  @Test
  void hoursAreShownIfNeeded() {
    assertThat(ClockTime.of(Duration.ofSeconds(3 * 3600 + 62))).isEqualTo("3:01:02");
    assertThat(ClockTime.of(Duration.ofSeconds(187))).isEqualTo("3:07");
  }

  private String written() {
    return out.toString().replace(System.lineSeparator(), "\n");
  }
}
