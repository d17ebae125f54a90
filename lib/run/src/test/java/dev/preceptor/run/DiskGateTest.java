package dev.preceptor.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class DiskGateTest {

  @Property
  void aGateShutsBelowItsLowerAndOpensAboveItsUpperLimit(
      @ForAll @LongRange(max = 50) long least,
      @ForAll @LongRange(max = 50) long more,
      @ForAll @Size(max = 40) List<@LongRange(max = 120) Long> free) {
    var gate = new DiskGate(least, least + more);
    boolean before = false;
    for (long bytes : free) {
      boolean shut = gate.isShutAt(bytes);
      if (shut != before) {
        assertThat(shut ? bytes < least : bytes >= least + more).isTrue();
      }
      assertThat(shut).as("below the least").isEqualTo(shut || bytes < least);
      assertThat(shut && bytes >= least + more).as("at or above the upper limit").isFalse();
      before = shut;
    }
  }

  @Example
  void freeingTheReportedBytesOpensTheGate() {
    var gate = new DiskGate(64, 160);
    assertThat(gate.isShutAt(63)).isTrue();
    assertThat(gate.isShutAt(63 + gate.lacking(63) - 1)).isTrue();
    assertThat(gate.isShutAt(63 + gate.lacking(63))).isFalse();
    assertThat(gate.isShutAt(64)).isFalse();
  }
}
