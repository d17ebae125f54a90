package dev.preceptor.chaos.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OneWayTest {

  @Property
  void bytesLeaveInOrderNotBeforeTheyAreDueAndNeverExceedTheCapacity(
      @ForAll @Size(max = 30) List<@Size(max = 40) byte[]> pieces,
      @ForAll @IntRange(min = 40, max = 100) int capacity,
      @ForAll @IntRange(min = 1, max = 50) int write) {
    var way = new OneWay(capacity);
    var sent = new ByteArrayOutputStream();
    var received = new ByteArrayOutputStream();
    long now = 0;
    for (var piece : pieces) {
      while (way.room() < piece.length) {
        assertThat(way.due(now)).isEmpty();
        now += way.nanosToWait(now).orElseThrow();
        drain(way, now, write, received);
      }
      if (piece.length > 0) {
        way.take(ByteBuffer.wrap(piece), now + 10);
        sent.writeBytes(piece);
      }
      assertThat(way.room()).isBetween(0, capacity);
    }
    while (!way.isEmpty()) {
      now += way.nanosToWait(now).orElseThrow();
      drain(way, now, write, received);
    }
    assertThat(received.toByteArray()).isEqualTo(sent.toByteArray());
    assertThat(way.room()).isEqualTo(capacity);
  }

  private static void drain(OneWay way, long now, int write, ByteArrayOutputStream received) {
    while (way.due(now).isPresent()) {
      var due = way.due(now).get();
      var bytes = new byte[Math.min(write, due.remaining())];
      due.get(bytes);
      way.gone(bytes.length);
      received.writeBytes(bytes);
    }
  }

  @Example
  void bytesThatDoNotFitAreRejected() {
    var way = new OneWay(4);
    way.take(ByteBuffer.allocate(3), 0);
    assertThatThrownBy(() -> way.take(ByteBuffer.allocate(2), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 bytes do not fit into the free 1");
  }

  @Property
  void anAllowanceNeverGivesMoreThanItsRate(
      @ForAll @IntRange(min = 1, max = 1_000_000) int rate,
      @ForAll @Size(max = 50) List<@IntRange(max = 1_000_000_000) Integer> steps) {
    var allowance = new Allowance(rate, 0);
    long now = 0;
    long used = 0;
    for (int step : steps) {
      now += step;
      int bytes = allowance.bytes(now);
      allowance.used(bytes);
      used += bytes;
      assertThat((double) used).isLessThanOrEqualTo(rate * (now / 1e9) + 1e-3);
    }
  }
}
