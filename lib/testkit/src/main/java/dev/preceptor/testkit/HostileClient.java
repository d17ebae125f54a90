package dev.preceptor.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceDataCollection;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.MemoryRecords;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.ProduceResponse;
import org.apache.kafka.common.requests.RequestHeader;

/**
 * Sends batches of records to a broker exactly as they are given, which Kafka's producer would not:
 * it makes them itself, within limits that no hostile client keeps.
 */
public final class HostileClient implements AutoCloseable {

  /** The last version that names topics and not their ids. */
  private static final short VERSION = 11;

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final short ALL_REPLICAS = -1;

  private final Socket socket;
  private int requests;

  private HostileClient(Socket socket) {
    this.socket = socket;
  }

  /** Connects to a broker. */
  public static HostileClient connect(String bootstrapServers) {
    int colon = bootstrapServers.lastIndexOf(':');
    try {
      return new HostileClient(
          new Socket(
              bootstrapServers.substring(0, colon),
              Integer.parseInt(bootstrapServers.substring(colon + 1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Appends a batch to a partition.
   *
   * @return the offset of its first record
   * @throws IllegalStateException if the broker refuses it
   */
  public long send(String topic, int partition, MemoryRecords batch) {
    ProduceRequestData data =
        new ProduceRequestData()
            .setAcks(ALL_REPLICAS)
            .setTimeoutMs(TIMEOUT_MILLIS)
            .setTopicData(
                new TopicProduceDataCollection(
                    List.of(
                            new TopicProduceData()
                                .setName(topic)
                                .setPartitionData(
                                    List.of(
                                        new PartitionProduceData()
                                            .setIndex(partition)
                                            .setRecords(batch))))
                        .iterator()));
    try {
      PartitionProduceResponse response =
          exchange(data).data().responses().iterator().next().partitionResponses().get(0);
      if (response.errorCode() != Errors.NONE.code()) {
        throw new IllegalStateException(
            "%s: %s".formatted(Errors.forCode(response.errorCode()), response.errorMessage()));
      }
      return response.baseOffset();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProduceResponse exchange(ProduceRequestData data) throws IOException {
    RequestHeader header = new RequestHeader(ApiKeys.PRODUCE, VERSION, "hostile", requests++);
    ByteBuffer request = ProduceRequest.builder(data).build(VERSION).serializeWithHeader(header);
    ByteBuffer sent = ByteBuffer.allocate(Integer.BYTES + request.remaining());
    sent.putInt(request.remaining()).put(request);
    socket.getOutputStream().write(sent.array());
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] response = new byte[in.readInt()];
    in.readFully(response);
    return (ProduceResponse) AbstractResponse.parseResponse(ByteBuffer.wrap(response), header);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
