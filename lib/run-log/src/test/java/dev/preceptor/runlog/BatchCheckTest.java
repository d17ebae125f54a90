package dev.preceptor.runlog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.testkit.HostileBatch;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.CompressionType;
import org.apache.kafka.common.record.ControlRecordType;
import org.apache.kafka.common.record.EndTransactionMarker;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.SimpleRecord;
import org.apache.kafka.common.utils.BufferSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each bound by itself. The check allocates nothing by a record's claims, so a bound that is
 * missing fails an assertion here, while a consumer without it runs out of memory.
 */
class BatchCheckTest {

  private static final int TWO_GIBIBYTES = Integer.MAX_VALUE;

  private static BatchCheck check(MemoryRecords records) {
    RecordBatch batch = records.batches().iterator().next();
    return BatchCheck.of(batch, BufferSupplier.create());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("dev.preceptor.runlog.FetchGateTest#bombs")
  void aBombIsRefusedAsSoonAsItIsOne(String name, MemoryRecords bomb, String why) {
    BatchCheck check = check(bomb);
    assertThat(check.refusal().orElse("")).contains(why);
    assertThat(check.bytes()).as("unpacked").isLessThanOrEqualTo(BatchCheck.MAX_BYTES);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(
            HostileBatch.lyingKey(CompressionType.ZSTD, TWO_GIBIBYTES),
            "cannot be unpacked: java.io.IOException: it has a field of 2147483647 bytes"),
        Arguments.of(
            HostileBatch.endlessNumber(CompressionType.ZSTD),
            "cannot be unpacked: java.io.IOException: it has a number of more than 10 bytes"),
        Arguments.of(
            HostileBatch.missingRecord(CompressionType.ZSTD),
            "cannot be unpacked: java.io.EOFException: it ends within a record"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenBatchIsRefusedWithWhatIsWrong(MemoryRecords records, String why) {
    assertThat(check(records).refusal().orElse("")).contains(why);
  }

  /** Snappy's stream allocates a block by its claim, so the claims are read before. */
  @Test
  void aBlockOfSnappyIsMeasuredByItsClaim() throws IOException {
    int tooMuch = (int) BatchCheck.MAX_BYTES + 1;
    assertThat(check(HostileBatch.snappyBlock(tooMuch)).refusal().orElse(""))
        .contains("unpacks to more than 33619968 bytes");
  }

  @Test
  void aBatchOfTheOldFormatIsRefused() {
    MemoryRecords old =
        MemoryRecords.withRecords(
            RecordBatch.MAGIC_VALUE_V1, Compression.NONE, new SimpleRecord("x".getBytes(UTF_8)));
    assertThat(check(old).refusal().orElse("")).contains("has the old format 1");
  }

  @Test
  void theEndOfATransactionIsTheBrokersOwn() {
    MemoryRecords marker =
        MemoryRecords.withEndTransactionMarker(
            7, (short) 0, new EndTransactionMarker(ControlRecordType.COMMIT, 1));
    assertThat(check(marker)).isEqualTo(new BatchCheck(marker.sizeInBytes(), Optional.empty()));
  }

  @Test
  void anOrdinaryBatchPassesWithItsSize() {
    byte[] value = new byte[100_000];
    MemoryRecords records =
        MemoryRecords.withRecords(
            Compression.zstd().build(), new SimpleRecord(value), new SimpleRecord(value));
    BatchCheck check = check(records);
    assertThat(check.refusal()).isEmpty();
    assertThat(check.bytes()).isBetween(200_000L, 200_100L);
  }
}
