package dev.preceptor.policy;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PolicyRetentionTest {

  private static final int ANCHOR_BYTES = 100;
  private static final int DELTA_BYTES = 3;

  /** Every fifth version is an anchor; version v is at offset 10 v. */
  private static PolicyRetention written(int last, long keptBytes) {
    PolicyRetention retention = new PolicyRetention(keptBytes);
    for (int version = 0; version <= last; version++) {
      if (version % 5 == 0) {
        retention.anchor(version, version * 10L, ANCHOR_BYTES);
      } else {
        retention.delta(DELTA_BYTES);
      }
    }
    return retention;
  }

  @Property
  void neededVersionsCanAlwaysBeRebuilt(
      @ForAll @IntRange(max = 60) int last, @ForAll @IntRange(max = 70) int needed) {
    long before = written(last, 0).deletable(Math.min(needed, last)).orElse(0);
    assertThat(before).isEqualTo(Math.min(needed, last) / 5 * 50L);
  }

  @Test
  void theKeptBytesStayHoweverOldTheyAre() {
    // 0-4, 5-9, 10-14 take 112 bytes each, 15 takes 100.
    assertThat(written(15, 212).deletable(15)).hasValue(100);
    assertThat(written(15, 213).deletable(15)).hasValue(50);
    assertThat(written(15, 1000).deletable(15)).isEmpty();
  }

  @Test
  void nothingIsDeletedTwice() {
    PolicyRetention retention = written(12, 0);
    assertThat(retention.deletable(7)).hasValue(50);
    assertThat(retention.deletable(7)).isEmpty();
    assertThat(retention.deletable(12)).hasValue(100);
  }
}
