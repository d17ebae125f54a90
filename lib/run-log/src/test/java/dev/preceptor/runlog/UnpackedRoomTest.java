package dev.preceptor.runlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.SkippedBatch;
import dev.preceptor.testkit.HostileBatch;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.TopicIdPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.requests.FetchResponse;
import org.junit.jupiter.api.Test;

/** How much of a response may be unpacked; the rest is fetched again. */
class UnpackedRoomTest {

  private static final int MEGABYTE = 1 << 20;

  /** Two of them fill the room but for a little; a third does not fit. */
  private static final MemoryRecords LARGE = HostileBatch.bomb(CompressionType.ZSTD, 16 * MEGABYTE);

  /** Refused after as much of it was unpacked as there is room for. */
  private static final MemoryRecords REFUSED =
      HostileBatch.bomb(CompressionType.ZSTD, 64, MEGABYTE);

  private final FetchGate gate = new FetchGate();

  private static MemoryRecords all(MemoryRecords... batches) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Stream.of(batches).mapToInt(MemoryRecords::sizeInBytes).sum());
    for (MemoryRecords each : batches) {
      bytes.put(each.buffer());
    }
    return MemoryRecords.readableRecords(bytes.flip());
  }

  private static long batches(MemoryRecords records) {
    return StreamSupport.stream(records.batches().spliterator(), false).count();
  }

  @Test
  void aBatchThatDoesNotFitIsLeftForTheNextFetch() {
    FetchGate.Passed passed = gate.pass(all(LARGE, LARGE, LARGE), BatchCheck.MAX_BYTES);
    assertThat(batches(passed.instead().orElseThrow())).isEqualTo(2);
    assertThat(passed.bytes()).isBetween(32L * MEGABYTE, BatchCheck.MAX_BYTES);
    assertThat(gate.pass(all(LARGE, LARGE), BatchCheck.MAX_BYTES).instead()).isEmpty();
  }

  /** Measuring costs as much as reading. */
  @Test
  void noMoreBombsAreMeasuredThanThereIsRoomFor() {
    FetchGate.Passed passed =
        gate.pass(all(REFUSED, REFUSED, REFUSED, REFUSED), BatchCheck.MAX_BYTES);
    MemoryRecords instead = passed.instead().orElseThrow();
    assertThat(batches(instead)).isEqualTo(2);
    for (MutableRecordBatch each : instead.batches()) {
      assertThat(each.lastOffset()).as("where the consumer goes on").isEqualTo(63);
    }
    for (Record marker : instead.records()) {
      assertThat(SkippedBatch.of(new RecordHeaders(marker.headers()))).isPresent();
    }
  }

  @Test
  void thePartitionsOfAResponseShareTheRoom() {
    LinkedHashMap<TopicIdPartition, PartitionData> partitions = new LinkedHashMap<>();
    Uuid topic = Uuid.randomUuid();
    for (int i = 0; i < 3; i++) {
      PartitionData data = new PartitionData().setPartitionIndex(i).setRecords(all(LARGE));
      partitions.put(new TopicIdPartition(topic, i, "mine"), data);
    }
    gate.pass(FetchResponse.of(Errors.NONE, 0, 0, partitions, List.of()));
    List<Long> left =
        partitions.values().stream().map(data -> batches((MemoryRecords) data.records())).toList();
    assertThat(left).containsExactly(1L, 1L, 0L);
  }
}
