package dev.preceptor.runlog;

import dev.preceptor.schemas.SkippedBatch;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.KafkaClient;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ClassicKafkaConsumer;
import org.apache.kafka.clients.consumer.internals.ConsumerNetworkClient;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.record.MemoryRecordsBuilder;
import org.apache.kafka.common.record.MutableRecordBatch;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.BufferSupplier;

/**
 * Stands between a Kafka consumer and its connection, and takes out of what was fetched the batches
 * that {@link BatchCheck} refuses, before the consumer unpacks anything. In the place of such a
 * batch the consumer reads one record, a {@link SkippedBatch}, and then goes on behind the batch.
 *
 * <p>What one response unpacks to is limited too: batches beyond that are left out of it, and the
 * consumer fetches them again.
 *
 * <p>Kafka has no setting and no interface for this, so the consumer's connection is replaced by
 * reflection; see ADR 50.
 */
public final class FetchGate {

  /** Overhead of a batch with one record, apart from the record's header. */
  private static final int MARKER_BYTES = 512;

  private final BufferSupplier buffers = BufferSupplier.create();

  FetchGate() {}

  /**
   * Puts a gate before a consumer that was just made.
   *
   * @return the consumer
   * @throws IllegalStateException if it is a Kafka consumer of a kind that is not known here
   */
  public static <C extends Consumer<?, ?>> C before(C consumer) {
    if (consumer instanceof KafkaConsumer<?, ?> kafka) {
      try {
        new FetchGate().install(kafka);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(
            "this version of Kafka's consumer cannot be guarded against batches that unpack to more"
                + " than the memory; use the one that Preceptor was built with, and leave"
                + " group.protocol at classic",
            e);
      }
    }
    return consumer;
  }

  private void install(KafkaConsumer<?, ?> consumer) throws ReflectiveOperationException {
    Object delegate = field(KafkaConsumer.class, "delegate").get(consumer);
    if (!(delegate instanceof ClassicKafkaConsumer)) {
      throw new NoSuchFieldException(delegate.getClass().getName() + " instead of the classic one");
    }
    Object network = field(ClassicKafkaConsumer.class, "client").get(delegate);
    Field client = field(ConsumerNetworkClient.class, "client");
    client.set(network, guarded((KafkaClient) client.get(network)));
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  private KafkaClient guarded(KafkaClient client) {
    return (KafkaClient)
        Proxy.newProxyInstance(
            KafkaClient.class.getClassLoader(),
            new Class<?>[] {KafkaClient.class},
            (proxy, method, arguments) -> {
              Object[] all = arguments;
              if (arguments != null
                  && arguments.length == 2
                  && arguments[0] instanceof ClientRequest request
                  && request.apiKey() == ApiKeys.FETCH) {
                all = new Object[] {guarded(request), arguments[1]};
              }
              try {
                return method.invoke(client, all);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** The same request; its response passes the gate before the consumer sees it. */
  private ClientRequest guarded(ClientRequest request) {
    short version = request.requestBuilder().latestAllowedVersion();
    return new ClientRequest(
        request.destination(),
        request.requestBuilder(),
        request.correlationId(),
        request.makeHeader(version).clientId(),
        request.createdTimeMs(),
        request.expectResponse(),
        request.requestTimeoutMs(),
        response -> {
          if (response.responseBody() instanceof FetchResponse fetched) {
            pass(fetched);
          }
          request.callback().onComplete(response);
        });
  }

  /** Called by one thread at a time: the one that holds the consumer's connection. */
  void pass(FetchResponse response) {
    long room = BatchCheck.MAX_BYTES;
    for (var topic : response.data().responses()) {
      for (PartitionData partition : topic.partitions()) {
        if (partition.records() instanceof MemoryRecords records) {
          Passed passed = pass(records, room);
          passed.instead().ifPresent(partition::setRecords);
          room -= passed.bytes();
        }
      }
    }
  }

  /**
   * What of a partition's records may be unpacked.
   *
   * @param bytes what it unpacks to
   * @param instead the records to read instead; empty where all may be read
   */
  record Passed(long bytes, Optional<MemoryRecords> instead) {}

  /**
   * Checks the records of a partition.
   *
   * @param room bytes that they may unpack to: no less than any batch, where they are the first of
   *     a response
   */
  Passed pass(MemoryRecords records, long room) {
    List<RecordBatch> kept = new ArrayList<>();
    boolean changed = false;
    long bytes = 0;
    for (MutableRecordBatch batch : records.batches()) {
      if (bytes >= room) {
        changed = true;
        break;
      }
      BatchCheck check = BatchCheck.of(batch, buffers);
      boolean refused = check.refusal().isPresent();
      if (!refused && check.bytes() > room - bytes) {
        changed = true;
        break;
      }
      kept.add(refused ? marker(batch, check.refusal().get()) : batch);
      changed |= refused;
      bytes += check.bytes(); // of a refused batch too: it took as long to measure
    }
    return new Passed(bytes, changed ? Optional.of(join(kept)) : Optional.empty());
  }

  private static MemoryRecords join(List<RecordBatch> batches) {
    ByteBuffer all = ByteBuffer.allocate(batches.stream().mapToInt(RecordBatch::sizeInBytes).sum());
    batches.forEach(batch -> batch.writeTo(all));
    return MemoryRecords.readableRecords(all.flip());
  }

  /** A batch of the same offsets, transaction and producer. */
  private static RecordBatch marker(RecordBatch batch, String why) {
    Header header = new SkippedBatch(why).header();
    ByteBuffer space = ByteBuffer.allocate(MARKER_BYTES + header.value().length);
    try (MemoryRecordsBuilder builder =
        new MemoryRecordsBuilder(
            space,
            RecordBatch.CURRENT_MAGIC_VALUE,
            Compression.NONE,
            TimestampType.CREATE_TIME,
            batch.baseOffset(),
            RecordBatch.NO_TIMESTAMP,
            batch.producerId(),
            batch.producerEpoch(),
            batch.baseSequence(),
            batch.isTransactional(),
            false,
            batch.partitionLeaderEpoch(),
            space.capacity())) {
      builder.appendWithOffset(
          batch.baseOffset(),
          Math.max(0, batch.maxTimestamp()),
          (ByteBuffer) null,
          null,
          new Header[] {header});
      builder.overrideLastOffset(batch.lastOffset());
      return builder.build().batches().iterator().next();
    }
  }
}
